/// Who waits for a text while it is written.
package enum Readers {
  /// Whether anybody does: a search or a sample that nobody waits for stops with what it has.
  ///
  /// It is asked before each step, on the task that writes.
  @TaskLocal package static var areWaiting: @Sendable () -> Bool = { true }
}
