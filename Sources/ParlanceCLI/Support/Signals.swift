import Dispatch
import Foundation
import ParlanceSystem

/// SIGINT and SIGTERM: the first asks training to stop after a checkpoint, the second leaves at once.
///
/// Of several processes SIGUSR1 does so too, which launchers and queues pass on without ending anything
/// themselves; what comes within the next seconds is the same signal, on its way through several hands.
final class Signals {
  private let sources: [any DispatchSourceSignal]
  private let numbers: [Int32]

  /// Listens until released.
  init(_ stop: StopRequest) {
    let isShared = Processes.group.size > 1
    numbers = [SIGINT, SIGTERM] + (isShared ? [SIGUSR1] : [])
    let asked = Asked()
    sources = numbers.map { number in
      // Or else the signal would end the process before the source hears of it.
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(
        signal: number, queue: .global(qos: .userInteractive))
      source.setEventHandler {
        if stop.signal != nil {
          if isShared, asked.isRecent { return }
          _exit(128 + number)
        }
        asked.begin()
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
    for number in numbers { signal(number, SIG_DFL) }
  }
}

/// When a stop was asked for.
private final class Asked: @unchecked Sendable {
  private let lock = NSLock()
  private var watch: Stopwatch?

  func begin() { lock.withLock { watch = Stopwatch() } }

  var isRecent: Bool { lock.withLock { (watch?.seconds ?? .infinity) < 5 } }
}
