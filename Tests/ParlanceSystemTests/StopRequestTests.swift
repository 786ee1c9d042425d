import Testing

@testable import ParlanceSystem

@Suite struct StopRequestTests {
  @Test func workThatIsAskedToStopSeesIt() throws {
    let stop = StopRequest()
    #expect(!StopRequest.isAsked)
    #expect(try stop.heeded { StopRequest.isAsked } == false)
    var steps = 0
    let error = #expect(throws: Interrupted.self) {
      try stop.heeded {
        for step in 0..<10 where !StopRequest.isAsked {
          steps += 1
          if step == 3 { stop.ask(signal: 15) }
        }
      }
    }
    #expect(steps == 4 && error?.signal == 15)
    #expect(throws: Interrupted.self) { try stop.heeded { try StopRequest.check() } }
    // Nobody asks outside.
    #expect(!StopRequest.isAsked)
    try StopRequest.check()
  }
}
