import Foundation
import Testing

/// Lines on standard error while something is trained.
@Suite struct ProgressTests {
  private let folder = TemporaryFolder()

  private func epochs(_ arguments: [String]) throws -> [Substring] {
    let outcome = try Command(arguments.filter { $0 != "--quiet" }).finish()
    #expect(outcome.status == 0, "\(outcome.errors)")
    let lines = outcome.errors.split(separator: "\n").filter { $0.hasPrefix("epoch ") }
    #expect(!lines.isEmpty, "\(outcome.errors)")
    return lines
  }

  @Test func perplexitiesOfLanguageModels() throws {
    for line in try epochs(folder.trainArguments()) {
      #expect(
        line.contains(
          #/^epoch \d  train perplexity [\d.]+  validation perplexity [\d.]+( \*)?  /#), "\(line)")
    }
  }

  @Test(arguments: [
    ("loss", #"loss [\d.]+( \*)?  macro F1 [\d.]+ %"#), ("accuracy", #"accuracy [\d.]+ %( \*)?"#),
    ("macro-f1", #"macro F1 [\d.]+ %( \*)?"#),
  ])
  func whatDecidesHasTheStar(selection: String, scores: String) throws {
    let lines = (0..<40).map { "__label__\($0 % 2 == 0 ? "ham good" : "spam bad") \($0)\n" }
    let found = try epochs([
      "classify", "train", "--train", folder.write(lines.joined(), to: "train.txt"), "--output",
      folder.file("model"), "--epochs", "2", "--selection", selection,
    ])
    let pattern = try Regex("^epoch \\d  train loss [\\d.]+  validation " + scores + "  ")
    for line in found { #expect(line.contains(pattern), "\(line)") }
    // The first epoch is the best so far.
    #expect(found[0].contains(" *"))
  }

  @Test func taggersShowWhatTheirTagsMark() throws {
    let sentences = (0..<20).map { "the\tDET\n\($0 % 2 == 0 ? "cat" : "dog")\tNOUN\n\n" }
    let lines = try epochs([
      "tag", "train", "--train", folder.write(sentences.joined(), to: "train.conll"), "--output",
      folder.file("model"), "--epochs", "1", "--hidden-size", "8",
    ])
    #expect(lines[0].contains(#/validation accuracy [\d.]+ % \*  /#), "\(lines)")
  }
}
