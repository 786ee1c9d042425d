import Foundation
import Testing

/// `parlance lm generate`, as far as the library's tests do not see it.
@Suite struct GenerateCommandTests {
  private let folder = TemporaryFolder()

  private func trained(_ extra: [String]) throws -> String {
    let text = [String](repeating: "ROMEO:\nAy me.\n", count: 40).joined()
    let path = folder.write(text, to: "train.txt")
    let model = folder.file("model")
    let run = try Command(
      ["lm", "train", "--train", path, "--output", model, "--quiet"] + extra
    ).finish()
    #expect(run.status == 0, "\(run.errors)")
    return model
  }

  private func generated(_ model: String, _ extra: String...) throws -> String {
    let run = try Command(["lm", "generate", "--model", model] + extra).finish()
    #expect(run.status == 0, "\(run.errors)")
    return run.output
  }

  @Test func aStreamOfCharactersGoesOnAfterALine() throws {
    let model = try trained([
      "--level", "character", "--hidden-size", "24", "--embedding-size", "12", "--epochs", "6",
      "--batch-size", "4", "--sequence-length", "20", "--optimizer", "adam", "--learning-rate",
      "0.01",
    ])
    let text = try generated(model, "--prompt", "ROMEO:", "--length", "60")
    #expect(text.hasPrefix("ROMEO:\n"), "\(text)")
    #expect(text.unicodeScalars.count >= 66)
    let line = try generated(
      model, "--prompt", "ROMEO:", "--lines", "1", "--temperature", "0.2")
    #expect(line.count { $0 == "\n" } == 1)
    let two = try generated(
      model, "--prompt", "ROMEO:", "--lines", "2", "--temperature", "0.2", "--count", "2")
    #expect(two.split(separator: "\n", omittingEmptySubsequences: false).count == 6, "\(two)")
  }

  @Test func aBeamWeighsLengthAndRepeatsNothing() throws {
    let model = try trained(["--model-type", "kneser-ney", "--order", "2"])
    let text = try generated(model, "--beam", "4")
    #expect(text.count > 1)
    func words(_ extra: String...) throws -> [String] {
      let run = try Command(
        ["lm", "generate", "--model", model, "--beam", "4", "--lines", "0", "--length", "40"]
          + extra
      ).finish()
      return run.output.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    let free = try words()
    #expect(Set(zip(free, free.dropFirst()).map { $0 + " " + $1 }).count < free.count - 1)
    let once = try words("--no-repeat-ngram", "1")
    #expect(Set(once).count == once.count && !once.isEmpty, "\(once)")
  }
}
