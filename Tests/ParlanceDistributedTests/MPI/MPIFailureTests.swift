import ParlanceSystem
import Testing

@testable import ParlanceDistributed

@Suite struct MPIFailureTests {
  @Test func anErrorKeepsItsKindAndItsWords() {
    let error = InputError(.inputOutput, file: "/data/köln.txt", line: 7, "cannot be read")
    let bytes = MPIFailure(error).bytes
    #expect(bytes.count == MPIFailure.byteCount)
    let found = MPIFailure(bytes).error(of: "rank 2 on b") as? InputError
    #expect(found?.kind == .inputOutput)
    #expect(found?.message == "rank 2 on b: /data/köln.txt:7: cannot be read")
  }

  @Test func aStopKeepsItsSignal() {
    let found = MPIFailure(MPIFailure(Interrupted(signal: 15)).bytes).error(of: "rank 1")
    #expect((found as? Interrupted)?.signal == 15)
  }

  @Test func longWordsAreCut() {
    let long = String(repeating: "ä", count: 3000)
    let found = MPIFailure(MPIFailure(InputError(.failure, long)).bytes)
    #expect(found.code == 1)
    #expect(found.text.utf8.count >= MPIFailure.byteCount - 6)
    #expect(long.hasPrefix(found.text.prefix(1000)))
  }
}
