/** The part of env-ci that is used here; the package ships no types. */
declare module 'env-ci' {
  interface EnvCi {
    readonly isCi: boolean
    readonly name?: string
    readonly job?: string
    readonly jobUrl?: string
    readonly buildUrl?: string
    readonly branch?: string
    readonly prBranch?: string
    readonly pr?: string | number
  }
  export default function envCi(options: { env: NodeJS.ProcessEnv; cwd: string }): EnvCi
}
