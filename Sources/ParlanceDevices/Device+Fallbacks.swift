import ParlanceArrays

extension Device {
  /// What the processor did in the device's place since it was opened; nil for nothing.
  public var fallbackNote: String? {
    guard let counts = accelerator?.fallbacks.byFunction, !counts.isEmpty else { return nil }
    let parts = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map {
      "\($0.key.prefix { $0 != "(" }) \($0.value) times"
    }
    return "the processor did what \(self) has no kernel for: \(parts.joined(separator: ", "))"
  }

  /// What is behind an open device; nil for the processor.
  package var accelerator: Accelerator? { backend as? Accelerator }
}
