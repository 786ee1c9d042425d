import Foundation
import ParlanceDecoding
import ParlanceSystem
import ParlanceText
import ParlanceTraining
import Testing

@testable import ParlanceTranslation

@Suite struct TranslatingTests {
  private let lines = pairs.map(\.source)

  private func request(_ change: (inout TranslationRequest) -> Void) -> TranslationRequest {
    var request = TranslationRequest()
    request.options.maximumLength = 6
    change(&request)
    return request
  }

  @Test(arguments: Variant.all) func nBestAreTheBestAndScoredAsGiven(_ variant: Variant) throws {
    let translator = try variant.translator()
    let found = translator.translations(of: lines, request { $0.count = 4 })
    let best = translator.translations(of: lines, request { _ in })
    for (line, (texts, best)) in zip(lines, zip(found, best)) {
      #expect(texts.count == 4 && Set(texts.map(\.text)).count == 4)
      #expect(texts.map(\.score) == texts.map(\.score).sorted(by: >))
      // A search for more goes on for longer.
      #expect(texts[0].score >= best[0].score - 1e-6)
      // What ends in </s> is what forced scoring says.
      for text in texts where text.tokens < 6 {
        let pair = SentencePair(source: line, target: text.text)
        #expect(abs(translator.logProbabilities(of: [pair])[0] - text.logProbability) < 1e-3)
        #expect(abs(text.score - text.logProbability / Double(text.tokens)) < 1e-6)
      }
    }
  }

  @Test(arguments: Variant.all) func aBeamFindsWhatIsAtLeastAsLikelyAsGreedy(
    _ variant: Variant
  ) throws {
    let translator = try variant.translator()
    func sum(_ width: Int) -> Double {
      let request = request { ($0.options.beamWidth, $0.options.lengthPenalty) = (width, 0) }
      return translator.translations(of: lines, request).reduce(0) { $0 + $1[0].logProbability }
    }
    #expect(sum(5) >= sum(1) - 1e-6)
  }

  /// What has not learned to end stops by the source's length, but not before targets of training would.
  @Test func aSourceBoundsItsTranslation() throws {
    let folder = try Folder()
    let long = Array(repeating: "ha", count: 60).joined(separator: " ")
    let file = try folder.file("pairs.tsv", "laugh\t\(long)\nthe cat\tle chat\n")
    let plan = try TranslationPlan(Variant.all[0].settings(file))
    guard case .training(let translator, _, _) = plan.fitting() else { return }
    // (61 − 20) ⁄ 2, rounded up: "laugh" has two tokens with its end.
    #expect(translator.architecture.lengthFactor == 21)
    var request = TranslationRequest()
    request.options.minimumLength = 70
    let found = translator.translations(of: ["laugh", "laugh cat cat", "laugh cat"], request)
    #expect(found.map { $0[0].tokens }.allSatisfy { 70...104 ~= $0 })
    let other = try Variant.all[0].translator()
    #expect(other.architecture.lengthFactor == 3)
    request.options.minimumLength = 26
    // 3 · 2 + 20.
    #expect(other.translations(of: ["cat"], request)[0][0].tokens == 26)
  }

  @Test func blankLinesStayBlank() throws {
    let translator = try Variant.all[0].translator()
    let found = translator.translations(of: [" ", lines[0], "", "\u{A0}"])
    #expect([0, 2, 3].allSatisfy { found[$0] == Translation() })
    #expect(found[1] == translator.translations(of: [lines[0]])[0])
  }

  /// A word is cut once, and no further than a sentence may be long.
  @Test func aWordOfManyPiecesIsCutOnce() throws {
    var subwords = SubwordSettings()
    subwords.merges = 15
    let side = try SideTokenizer(
      learnedFrom: pairs.map(\.target), .subword, subwords: subwords, size: nil, minimumCount: 1)
    let watch = Stopwatch()
    #expect(side.ids(String(repeating: "a", count: 50_000), limit: 255).count == 255)
    #expect(watch.seconds < 10)
  }

  @Test func drawsDependOnTheLineAlone() throws {
    let translator = try Variant.all[0].translator()
    let drawn = request {
      ($0.options.beamWidth, $0.options.topP, $0.count, $0.seed) = (nil, 0.9, 3, 5)
    }
    let all = translator.translations(of: lines, drawn).map { $0.map(\.text) }
    for (place, line) in lines.enumerated() {
      var alone = drawn
      alone.firstLine = place
      #expect(translator.translations(of: [line], alone)[0].map(\.text) == all[place])
    }
    #expect(Set(all.joined()).count > 8)
    var other = drawn
    other.seed = 6
    #expect(translator.translations(of: lines, other).map { $0.map(\.text) } != all)
  }

  @Test(arguments: [Variant.all[0], Variant.all[1], Variant.all[5]])
  func coverageIsThatOfTheAttention(_ variant: Variant) throws {
    let translator = try variant.translator()
    let weighed = request {
      ($0.options.coveragePenalty, $0.options.lengthPenalty, $0.count) = (0.3, 0, 3)
    }
    for (line, texts) in zip(lines, translator.translations(of: lines, weighed)) {
      for text in texts where text.tokens < 6 {
        let pair = SentencePair(source: line, target: text.text)
        let attention = translator.attention(of: [pair])[0]
        let coverage = attention.source.indices.reduce(0.0) { sum, place in
          sum + log(min(1, attention.weights.reduce(0) { $0 + $1[place] }))
        }
        #expect(abs(text.score - text.logProbability - 0.3 * coverage) < 1e-3)
      }
    }
  }

  @Test(arguments: Variant.all) func attentionSumsToOneAndAlignsWords(_ variant: Variant) throws {
    let translator = try variant.translator()
    guard translator.architecture.network == .transformer || variant.name != "no attention" else {
      #expect(throws: InputError.self) { try translator.requireAttention() }
      #expect(!translator.attention(of: pairs).contains { !$0.weights.isEmpty })
      return
    }
    try translator.requireAttention()
    let attention = translator.attention(of: pairs)
    for (pair, attention) in zip(pairs, attention) {
      #expect(attention.source.last == "</s>" && attention.target.last == "</s>")
      #expect(attention.weights.count == attention.target.count)
      for row in attention.weights {
        #expect(row.count == attention.source.count && abs(row.reduce(0, +) - 1) < 1e-5)
      }
      let alone = translator.attention(of: [pair])[0]
      for (a, b) in zip(alone.weights.joined(), attention.weights.joined()) {
        #expect(abs(a - b) < 1e-5)
      }
    }
    for (pair, alignment) in zip(pairs, translator.alignments(of: pairs)) {
      #expect(alignment.source == pair.source.split(separator: " ").map(String.init))
      #expect(alignment.links.map(\.target) == Array(alignment.target.indices))
      for link in alignment.links {
        #expect(alignment.weights[link.target][link.source] == alignment.weights[link.target].max())
      }
    }
    let blank = translator.alignments(of: [SentencePair(source: "cat", target: "")])[0]
    #expect(blank.links.isEmpty && blank.pharaoh.isEmpty)
  }

  @Test(arguments: [TranslationArchitecture.Level.subword, .word, .character])
  func wordsOfALineHaveTheirTokens(_ level: TranslationArchitecture.Level) throws {
    var subwords = SubwordSettings()
    subwords.merges = 15
    let side = try SideTokenizer(
      learnedFrom: pairs.map(\.target), level, subwords: subwords, size: nil, minimumCount: 1)
    for line in pairs.map(\.target) + ["il  n'est pas là, mais oui ."] {
      let ids = side.ids(line, limit: .max)
      for (word, places) in side.words(line) {
        #expect(places.clamped(to: ids.indices) == places)
        #expect(side.ids(word, limit: .max) == Array(ids[places]), "\(word) in \(line)")
      }
    }
  }

  @Test(arguments: [TranslationArchitecture.Level.subword, .word, .character])
  func aLineComesBackAsItWas(_ level: TranslationArchitecture.Level) throws {
    let lines = [
      "Va\u{202F}! C'est « l'été »,\u{A0}n'est-ce pas\u{A0}?", "Je ne sais pas......",
      "don't (stop)  it",
      "日本語、です。", "@@ <unk> ￭ \u{2019}quoted\u{2019} 3,5% 👍🏽!", "a-b c_d U.S. e.g. :-) x",
    ]
    let side = try SideTokenizer(
      learnedFrom: lines, level, subwords: SubwordSettings(), size: nil, minimumCount: 1)
    for line in lines {
      // Blanks beside blanks are one, and the mark of joints is another.
      let expected =
        level == .character
        ? line : line.replacing("  ", with: " ").replacing("￭", with: level == .word ? "▪" : "￭")
      #expect(side.text(side.ids(line, limit: .max)) == expected)
    }
  }

  @Test func unknownWordsAreTakenFromTheSource() throws {
    let translator = try Variant.all[0].translator()
    let line = "the zebra eats a giraffe"
    let unknown: [Int32] = [Vocabulary.unknownID, 5, Vocabulary.unknownID]
    let words = translator.sourceWords(forUnknownIn: unknown, of: line)
    #expect(Set(words.keys) == [0, 2])
    #expect(words.values.allSatisfy { line.split(separator: " ").map(String.init).contains($0) })
    #expect(translator.target.text(unknown, replacing: words).hasPrefix(words[0]!))
    let replaced = translator.translations(
      of: [line],
      request {
        ($0.unknownWords, $0.options.beamWidth) = ([:], 5)
        $0.count = 5
      })[0]
    #expect(replaced.allSatisfy { !$0.text.contains("<unk>") })
  }
}

@Suite struct TranslationDataTests {
  @Test func withoutFilesItIsTheRecipesInTwoLanguages() throws {
    let data = try TranslationData(TranslationSettings())
    #expect(data.training.count > 3000 && data.validation.count > 300)
    #expect(Recipes.bestPossibleBLEU(of: data.training + data.validation) == 100)
    let known = Set(data.training.map(\.source))
    #expect(!data.validation.contains { known.contains($0.source) })
  }
}

@Suite struct LineConstraintsTests {
  @Test func areReadByLine() throws {
    let folder = try Folder()
    let path = try folder.file("constraints", "+le chat\t-le chien\n\n-a\t+ b \n")
    let read = try LineConstraints.read(path: path)
    #expect(
      read == [
        LineConstraints(required: ["le chat"], forbidden: ["le chien"]), LineConstraints(),
        LineConstraints(required: ["b"], forbidden: ["a"]),
      ])
    for wrong in ["chat\n", "+\n", "+a\t=b\n", "+le chat noir\t-chat\n"] {
      let path = try folder.file("wrong", "\n" + wrong)
      let error = #expect(throws: InputError.self) { try LineConstraints.read(path: path) }
      #expect(error?.kind == .badData && error?.line == 2, "\(wrong)")
    }
  }

  @Test(arguments: TranslationArchitecture.Level.allCases)
  func areKeptWhateverATokenIs(_ level: TranslationArchitecture.Level) throws {
    let folder = try Folder()
    var settings = Variant.all[0].settings(try folder.pairs())
    (settings.architecture.level, settings.merges) = (level, 20)
    (settings.training.epochs, settings.architecture.maximumLength) = (20, 60)
    _ = try TranslationRun(settings, output: folder.path + "/model").train()
    let translator = try Translator(directory: RunDirectory(folder.path + "/model"))
    let free = translator.translations(of: pairs.map(\.source)).map(\.text)
    var request = TranslationRequest()
    request.constraints = free.map { text in
      let first = String(text.split(separator: " ").first ?? "x")
      return LineConstraints(required: first == "poisson" ? [] : ["poisson"], forbidden: [first])
    }
    let held = translator.translations(of: pairs.map(\.source), request).map { $0[0] }
    for (constraints, translation) in zip(request.constraints, held) {
      #expect(translation.missing.isEmpty, "\(translation)")
      for phrase in constraints.required {
        #expect(PhraseConstraints.has(phrase, in: translation.text))
      }
      #expect(!PhraseConstraints.has(constraints.forbidden[0], in: translation.text))
    }
    let strange = LineConstraints(required: ["斑馬"])
    #expect(translator.unwritable(strange) == (level == .subword ? [] : ["斑馬"]))
    request.constraints = [strange]
    let without = translator.translations(of: ["the cat sleeps"], request)[0][0]
    #expect((without.missing == ["斑馬"]) == (level != .subword))
  }
}
