import Dispatch

/// Runs an actor's work on a queue of its own, so that a model that computes for seconds holds up no one
/// who awaits other things.
final class HostExecutor: SerialExecutor {
  // Of the usual quality of service: whoever has no right to a higher one is told so on standard error, line by line.
  let queue = DispatchQueue(label: "parlance.model")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { job.runSynchronously(on: self.asUnownedSerialExecutor()) }
  }
}
