/** After these a long name may go on in the next line; not inside a number such as `1.5`. */
const ENDS = /(?<=[_/\\:&]|[.,](?=\p{L}))(?=[\p{L}\p{N}])/u

/**
 * The pieces of a name between which a line may end: browsers end one at spaces and hyphens only, and `http2_parallel_x10_req`
 * in a narrow column anywhere at all.
 */
export function breakable(name: string): readonly string[] {
  return name.split(ENDS)
}
