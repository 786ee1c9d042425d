import Testing

@testable import ParlanceText

private let words = Tokenizer(level: .word)

@Suite struct CorpusTests {
  @Test func idsAndLineEnds() throws {
    let text = TokenizedText(lines: ["a b a", "", "b"], tokenizer: words)
    let corpus = text.encoded(with: text.vocabulary())
    #expect(corpus.ids == [4, 5, 4, 3, 3, 5, 3])
    #expect(corpus.lineEnds == [4, 5, 7])
    #expect((corpus.tokenCount, corpus.lineCount) == (7, 3))
    #expect(Array(corpus.line(2)) == [5, 3])
    let parts = try corpus.split(validationFraction: 0.1)
    #expect(parts.training == corpus.lines(0..<2))
    #expect(parts.validation.ids == [5, 3])
    #expect(parts.validation.lineEnds == [2])
  }

  @Test func unknownTokensAreCounted() {
    let vocabulary = TokenizedText(lines: ["a b"], tokenizer: words).vocabulary()
    let lines = ["a x <unk> y", "b <pad> </s>", "</s> a"]
    let corpus = TokenizedText(lines: lines, tokenizer: words).encoded(with: vocabulary)
    #expect(corpus.ids == [4, 1, 1, 1, 3, 5, 1, 3, 1, 4, 3])
    #expect(corpus.outOfVocabularyCount == 4)
    #expect(corpus.lines(1..<2).outOfVocabularyCount == 1)
  }

  @Test func readingFiles() throws {
    let text = "a b\r\n \t\r\n\r\nb c"
    let vocabulary = try withFile(text) { try TokenizedText.read(path: $0, tokenizer: words) }
      .vocabulary()
    for (skip, ids) in [(true, [5, 4, 3, 4, 6, 3]), (false, [5, 4, 3, 3, 3, 4, 6, 3])] {
      let corpus = try withFile(text) {
        try TokenCorpus.read(
          path: $0, tokenizer: words, vocabulary: vocabulary, skipBlankLines: skip)
      }
      #expect(corpus.ids == ids.map(Int32.init))
    }
    for empty in ["", "\n", " \n\n"] {
      let error = try withFile(empty) { path in
        inputError { _ = try TokenizedText.read(path: path, tokenizer: words) }
      }
      #expect(error?.kind == .badData)
    }
  }

  @Test func vocabularyOfTheTrainingPartOnly() throws {
    let lines = (0..<30).map { "word\($0) all" }
    let text = TokenizedText(lines: lines, tokenizer: words)
    let (training, validation) = try text.split(validationFraction: 0.1)
    #expect((training.lineCount, validation.lineCount) == (27, 3))
    let vocabulary = training.vocabulary()
    #expect(vocabulary.count == 4 + 28)
    #expect(validation.encoded(with: vocabulary).outOfVocabularyCount == 3)
    #expect(
      validation.encoded(with: text.vocabulary())
        == text.encoded(with: text.vocabulary()).lines(27..<30))
  }

  @Test func textsTooShortToSplit() {
    for lines in [[], ["a"], ["a", ""]] {
      let text = TokenizedText(lines: lines, tokenizer: words)
      #expect(inputError { _ = try text.split(validationFraction: 0.1) }?.kind == .badData)
    }
    let text = TokenizedText(lines: ["a", "b"], tokenizer: words)
    for share in [0, 1, -1, Double.nan] {
      #expect(inputError { _ = try text.split(validationFraction: share) }?.kind == .usage)
    }
  }
}
