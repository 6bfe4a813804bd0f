export {
  type MappedField,
  type MappedMetric,
  type Mapping,
  mappedFields,
} from '../config/mapping-schema.ts'
