import Foundation
import Testing

@Suite struct PerplexityLessonTests {
  /// F5. Perplexity.
  @Test func numbers() throws {
    let page = try soundPage("perplexity")
    page.expect(
      "perplexity of the twelve", page.value("(P₁ P₂ … P₁₂)^(−1/12)")!, within: 1e-9)
    page.expect("perplexity", exp(page.value("cross-entropy in nats")!), within: 1e-9)
    page.expect("in bits", page.value("cross-entropy in nats")! / 0.6931472, within: 1e-6)
  }
}
