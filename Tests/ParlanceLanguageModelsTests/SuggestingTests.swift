import Foundation
import ParlanceSystem
import ParlanceText
import Testing

@testable import ParlanceLanguageModels

/// A network with random weights, over the words of the sentences.
private func network(_ context: LanguageModelArchitecture.Context = .stream) throws -> LanguageModel
{
  let words = TokenizedText(lines: sentences, tokenizer: Tokenizer(level: .word)).vocabulary()
  var architecture = LanguageModelArchitecture()
  architecture.vocabularySize = words.count
  architecture.embeddingSize = 6
  architecture.hiddenSize = 7
  architecture.context = context
  var generator = RandomGenerator(seed: 4)
  return LanguageModel(
    network: RecurrentLanguageModel(architecture, using: &generator), vocabulary: words)
}

@Suite struct SuggestingTests {
  private let bigrams = ["a cat sat", "a car sat", "a cat ran", "a dog ran", "the cot"]

  @Test func probabilitiesOfTheModel() throws {
    let model = try ngramModel(bigrams) { $0.order = 2 }
    let found = model.suggestions(after: "a ", count: 3)
    #expect(found.begun.isEmpty)
    #expect(found.beginProbability == 1)
    #expect(found.suggestions.first?.token == "cat")
    #expect(found.suggestions.count == 3)
    let values = model.read(model.ids(of: ["a"]), nil).logProbabilities
    for suggestion in found.suggestions {
      let value = values[Int(model.vocabulary.id(of: suggestion.token))]
      #expect(abs(suggestion.probability - exp(Double(value))) < 1e-12)
    }
    let sum = found.suggestions.reduce(found.remaining) { $0 + $1.probability }
    #expect(abs(sum - 1) < 1e-9)
  }

  @Test func aHalfTypedWordIsCompleted() throws {
    let model = try ngramModel(bigrams) { $0.order = 2 }
    let found = model.suggestions(after: "a ca")
    #expect(found.begun == "ca")
    #expect(found.suggestions.map(\.token) == ["cat", "car"])
    #expect(abs(found.remaining) < 1e-6)
    let all = model.suggestions(after: "a ", count: 100).suggestions
    let shares = Dictionary(uniqueKeysWithValues: all.map { ($0.token, $0.probability) })
    let sum = try #require(shares["cat"]) + #require(shares["car"])
    #expect(abs(found.beginProbability - sum) < 1e-9)
    #expect(abs(found.suggestions[0].probability - shares["cat"]! / sum) < 1e-9)
    // A whole word begins with itself, and any white space ends it.
    #expect(model.suggestions(after: "a cat").suggestions.map(\.token) == ["cat"])
    #expect(model.suggestions(after: "a cat\t").begun.isEmpty)
    let none = model.suggestions(after: "a x")
    #expect(none.suggestions.isEmpty && none.remaining == 1 && none.beginProbability == 0)
  }

  @Test func specialTokensOnlyWhereAsked() throws {
    for model in [try ngramModel(bigrams), try ngramModel(["<unk> a", "b <unk>"])] {
      func tokens(_ prefix: String, _ specials: Set<Int32> = []) -> Set<String> {
        Set(
          model.suggestions(after: prefix, count: 1000, allowing: specials).suggestions.map(\.token)
        )
      }
      for prefix in ["", "a ", "a", "<", "never "] {
        #expect(tokens(prefix).isDisjoint(with: Vocabulary.specials))
        let asked = tokens(prefix, Set(0...3))
        #expect(asked.isDisjoint(with: ["<pad>", "<s>"]))
        #expect(asked.contains("</s>") == (prefix != "a"))
        #expect(asked.contains("<unk>") == (prefix != "a"))
      }
    }
  }

  /// However a line came about, the answer is that to the line alone.
  @Test(arguments: LanguageModelArchitecture.Context.allCases)
  func keptStatesGiveTheSame(context: LanguageModelArchitecture.Context) throws {
    let model = try network(context)
    var suggester = Suggester(model)
    let lines =
      [
        "", "t", "the ", "the c", "the cat", "the cat ", "the cat sees", "the cat sees the ",
        "the cat ", "the c", "a dog sees a ", "a dog", "", "the sea is blue . ", "nothing known ",
        "nothing known ",
      ] + (1...40).map { String(repeating: "cat ", count: $0) }
      + (1...40).reversed().map { String(repeating: "cat ", count: $0) }
    for line in lines {
      let (kept, alone) = (
        suggester.suggestions(after: line, count: 8), model.suggestions(after: line, count: 8)
      )
      #expect(kept.begun == alone.begun)
      #expect(abs(kept.beginProbability - alone.beginProbability) < 1e-5)
      #expect(abs(kept.remaining - alone.remaining) < 1e-5, "\(line)")
      for (a, b) in zip(kept.suggestions, alone.suggestions) {
        #expect(abs(a.probability - b.probability) < 1e-5, "\(line)")
      }
    }
  }

  @Test func characters() throws {
    let model = try ngramModel(["abab", "abac"]) {
      $0.level = .character
      $0.order = 2
    }
    let found = model.suggestions(after: "ab", count: 2)
    #expect(found.begun.isEmpty)
    #expect(found.suggestions.first?.token == "a")
  }
}
