import Dispatch
import Foundation
import ParlanceSystem

/// SIGINT and SIGTERM: the first asks training to stop after a checkpoint, the second leaves at once.
final class Signals {
  private let sources: [any DispatchSourceSignal]

  /// Listens until released.
  init(_ stop: StopRequest) {
    sources = [SIGINT, SIGTERM].map { number in
      // Or else the signal would end the process before the source hears of it.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        if stop.signal != nil { _exit(128 + number) }
        stop.ask(signal: number)
        Terminal.standardError.line(
          "parlance: stopping as soon as nothing is lost by it; the next signal leaves at once")
      }
      source.resume()
      return source
    }
  }

  deinit {
    for source in sources { source.cancel() }
    signal(SIGINT, SIG_DFL)
    signal(SIGTERM, SIG_DFL)
  }
}
