import ParlanceText
import Testing

@testable import ParlanceClassification

@Suite struct TextEncoderTests {
  private func encoder(
    _ change: (inout ClassifierArchitecture) -> Void
  ) throws -> TextEncoder {
    let vocabulary = try Vocabulary(tokens: Vocabulary.specials + ["the", "cat"])
    var architecture = ClassifierArchitecture()
    architecture.vocabularySize = vocabulary.count
    architecture.labelCount = 2
    architecture.buckets = 1000
    change(&architecture)
    return TextEncoder(architecture, vocabulary: vocabulary)
  }

  /// FNV-1a by hand: `Tools/reference` has no part in it, the numbers are those of the definition.
  @Test func hashesNeverChange() {
    var hash = FeatureHash.tokens
    hash.add(token: "the")
    hash.add(token: "cat")
    var bits: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in [1] + Array("the".utf8) + [0] + Array("cat".utf8) + [0] {
      bits = (bits ^ UInt64(byte)) &* 1_099_511_628_211
    }
    #expect(hash.bucket(of: 1 << 20) == Int((bits ^ (bits >> 32)) % (1 << 20)))
  }

  @Test func aBagHoldsWordsOfTheVocabularyAndEveryNGram() throws {
    let encoder = try encoder {
      $0.order = 2
      $0.characters = 2...3
    }
    let features = encoder.features(ReadText(tokens: ["the", "dog"]))
    #expect(features.filter { $0.id < 6 }.map(\.id) == [4])
    let ofTokens = features.filter { $0.id >= 6 && $0.family == .words }
    #expect(ofTokens.map(\.tokens) == [0..<1, 0..<2, 1..<2])
    // " the ": 4 of two characters and 3 of three; " dog " as many.
    #expect(features.count { $0.family == .characters } == 14)
    #expect(encoder.features(ReadText(tokens: [])).isEmpty)
  }

  @Test func shapesAreOfWordsAsTheyAreWritten() throws {
    #expect(ReadText.shape(of: "Free") == "Xxx")
    #expect(ReadText.shape(of: "CALL") == "XX")
    #expect(ReadText.shape(of: "07123456789") == "000000")
    #expect(ReadText.shape(of: "a1-B!!!") == "x0-X!!")
    let encoder = try encoder {
      $0.order = 2
      $0.shapes = true
    }
    let text = encoder.read("FREE cat")
    #expect(text.tokens == ["free", "cat"] && text.shapes == ["XX", "xx"])
    // "cat"; three pairs of tokens; two shapes and three pairs of them.
    #expect(encoder.features(text).count == 9)
    #expect(encoder.encode(["FREE cat"]).ids != encoder.encode(["free cat"]).ids)
  }

  @Test func charactersAreScalarsNotBytes() throws {
    let encoder = try encoder { $0.characters = 1...1 }
    #expect(encoder.features(ReadText(tokens: ["äö"])).count == 2)
  }

  @Test func familiesAreOfUnitLengthAndUnseenFeaturesDoNotCount() throws {
    var encoder = try encoder {
      $0.order = 2
      $0.characters = 2...4
      $0.weighting = .tfidf
    }
    encoder.idf = FeatureStatistics.idf(
      [ReadText(tokens: ["the", "cat"]), ReadText(tokens: ["the", "the"])], encoder)
    let encoded = encoder.encode(["the cat cat", "zzz qqq", ""])
    let squares = encoded.weights.reduce(0) { $0 + $1 * $1 }
    #expect(abs(squares - 2) < 1e-5)
    #expect(encoded.length(0) > 4 && encoded.length(2) == 0)
    #expect(encoded.tokenCounts == [3, 2, 0])
  }

  @Test func aSequenceEndsAndIsCut() throws {
    let encoder = try encoder {
      $0.modelType = .gru
      $0.maximumLength = 3
    }
    let encoded = encoder.encode(["the cat sat on the cat", ""])
    #expect(encoded.ids == [4, 5, 1, 3, 3])
    #expect(encoded.lengths == [4, 1])
  }
}
