/// What is wrong with numbers that must be at least 1, by the names of their options, or nil.
///
/// What is not given is not wrong.
package func countProblem(_ counts: KeyValuePairs<String, Int?>) -> String? {
  for (name, count) in counts {
    if let count, count < 1 { return "\(name): expected at least 1, found \(count)" }
  }
  return nil
}
