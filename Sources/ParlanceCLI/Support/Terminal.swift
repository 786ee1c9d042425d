import Foundation

/// Standard error, which may be a terminal: messages, colour, and a line that is drawn over.
final class Terminal {
  /// The process's own.
  nonisolated(unsafe) static let standardError = Terminal()

  /// Whether a line can be drawn over.
  let isInteractive: Bool
  private let hasColor: Bool
  private let lock = NSLock()
  private var isLineDrawn = false
  private var isSilent = false

  private init() {
    let environment = ProcessInfo.processInfo.environment
    isInteractive = isatty(STDERR_FILENO) == 1 && environment["TERM"] != "dumb"
    hasColor = isInteractive && (environment["NO_COLOR"] ?? "").isEmpty
  }

  /// Columns; 80 where that is not known.
  var width: Int {
    var size = winsize()
    let isKnown = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return isKnown ? Int(size.ws_col) : 80
  }

  /// The kinds of emphasis.
  enum Style: String {
    case bold = "1"
    case dim = "2"
    case green = "32"
  }

  /// The text in a style, or as it is where there is no colour.
  func styled(_ text: String, _ style: Style) -> String {
    hasColor ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
  }

  /// Writes a line, in place of one that was drawn.
  func line(_ text: String) {
    lock.withLock {
      put((isLineDrawn ? "\r\u{1B}[K" : "") + text + "\n")
      isLineDrawn = false
    }
  }

  /// Draws a line over the one that was drawn before.
  func draw(_ text: String) {
    lock.withLock {
      put("\r" + text + "\u{1B}[K")
      isLineDrawn = true
    }
  }

  /// Takes a drawn line away.
  func clear() {
    lock.withLock {
      if isLineDrawn { put("\r\u{1B}[K") }
      isLineDrawn = false
    }
  }

  /// Shows nothing from now on: another process shows the same.
  func fallSilent() { lock.withLock { isSilent = true } }

  /// Shows a line even so.
  func lastLine(_ text: String) {
    lock.withLock { isSilent = false }
    line(text)
  }

  // What nobody reads any more is not worth failing for.
  private func put(_ text: String) {
    if isSilent { return }
    var text = text
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
