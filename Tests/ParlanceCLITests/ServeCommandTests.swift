import Foundation
import ParlanceTestSupport
import Testing

@Suite struct ServeCommandTests {
  private let model: String

  init() throws { model = try goldenPath("models-0.1") + "/lstm" }

  @Test func whatIsAskedWronglyIsSaid() throws {
    for (arguments, part) in [
      ([], "Missing expected argument"), ([model, "--port", "70000"], "--port"),
      ([model, "--max-wait", "0"], "--max-wait"), (["a=\(model)", "a=\(model)"], "two models"),
    ] {
      let outcome = try Command(["serve"] + arguments).finish()
      #expect(outcome.status == 64)
      #expect(outcome.errors.contains(part), "\(outcome.errors)")
    }
  }

  #if Server
    @Test func aKeyThatNobodyCouldGiveIsRefused() throws {
      let outcome = try Command(["serve", model, "--port", "0", "--api-key", ""]).finish()
      #expect(outcome.status == 64 && outcome.errors.contains("--api-key is empty"))
    }

    @Test func aHostThatIsNotThereIsSaid() throws {
      let outcome = try Command(["serve", model, "--port", "0", "--host", "no.invalid"]).finish()
      #expect(outcome.status == 69, "\(outcome.errors)")
      #expect(outcome.errors.contains("there is no such host"))
    }

    @Test func aModelThatIsNotThereIsSaid() throws {
      let outcome = try Command(["serve", "/no/such/model", "--port", "0"]).finish()
      #expect(outcome.status == 66)
      #expect(outcome.errors.contains("/no/such/model"))
      #expect(!outcome.errors.contains("http:"))
    }
  #else
    @Test func aProgramWithoutItsServerSaysSo() throws {
      let outcome = try Command(["serve", model]).finish()
      #expect(outcome.status == 69)
      #expect(outcome.errors.contains("make install"))
    }
  #endif
}
