import Foundation
import ParlanceSystem
import Testing

@testable import ParlanceText

@Suite struct SpooledTextTests {
  private let tokenizer = Tokenizer(level: .word)

  private func spooled(_ lines: [String], onDisk: Bool = false) throws -> SpooledText {
    var rest = lines.makeIterator()
    return try SpooledText(
      tokenizer: tokenizer, skipBlankLines: true,
      folder: onDisk ? NSTemporaryDirectory() : nil
    ) { rest.next() }
  }

  @Test(arguments: [false, true])
  func whatIsHeldOutIsAsOfATextInMemory(onDisk: Bool) throws {
    let lines = (0..<45).map { $0 % 5 == 4 ? " " : "word\($0 / 7) is <unk> of \($0)" }
    let parts = try spooled(lines, onDisk: onDisk).split(validationFraction: 0.1)
    let text = TokenizedText(lines: lines, tokenizer: tokenizer, skipBlankLines: true)
    let expected = try text.split(validationFraction: 0.1)
    #expect(parts.training.lineCount == 32 && parts.validation.lineCount == 4)
    #expect(parts.training.tokenCount == expected.training.tokenCount)
    for (size, minimum) in [(nil, 1), (6, 1), (nil, 2)] as [(Int?, Int)] {
      let vocabulary = parts.training.vocabulary(size: size, minimumCount: minimum)
      #expect(vocabulary == expected.training.vocabulary(size: size, minimumCount: minimum))
      #expect(
        parts.validation.encoded(with: vocabulary) == expected.validation.encoded(with: vocabulary))
    }
    let vocabulary = parts.training.vocabulary()
    let (ids, outside) = parts.training.tokens(in: vocabulary)
    #expect(ids.count == parts.training.tokenCount + 2 * 32 && outside == 0)
  }

  @Test func tooLittleToHoldOut() throws {
    let one = #expect(throws: InputError.self) {
      try spooled(["a b c"]).split(validationFraction: 0.1)
    }
    #expect(one?.kind == .badData && one?.message.contains("at least 2 lines") == true)
  }
}
