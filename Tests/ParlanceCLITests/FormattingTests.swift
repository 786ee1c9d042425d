import Foundation
import Testing

@testable import ParlanceCLI

@Suite struct FormattingTests {
  @Test func decimalsAreThoseOfPrintf() {
    var state: UInt64 = 7
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 11
    }
    var numbers: [Double] = [
      0, -0.0, 0.5, 0.05, 0.00005, 0.00015, 1, 0.99995, 0.99999999, 1e5, 1e12,
    ]
    numbers += [-1.25, .infinity, .nan, 2.5, 0.125, 0.375, 1e-300]
    for _ in 0..<20_000 {
      numbers.append(Double(next()) / 0x1p53)
      // Near to half of the last digit, or on it.
      numbers.append((Double(next() % 100_000) + 0.5) / 10_000)
    }
    for decimals in [0, 1, 2, 4, 6] {
      let wrong = numbers.filter { $0.fixed(decimals) != String(format: "%.\(decimals)f", $0) }
      #expect(wrong.isEmpty)
    }
  }
}
