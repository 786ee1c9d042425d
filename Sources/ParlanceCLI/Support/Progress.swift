import Foundation
import ParlanceTraining

/// Shows training on standard error: a bar on a terminal, elsewhere a plain line now and then.
final class Progress: TrainingObserver {
  private let terminal: Terminal
  private let unit: String
  private var shown = Date.distantPast
  private var began = Date()

  /// Creates a display; tokens are called by their unit.
  init(_ terminal: Terminal, unit: String) {
    self.terminal = terminal
    self.unit = unit
  }

  func didStep(_ report: StepReport) {
    let now = Date()
    // Elsewhere the first line comes after half a minute too.
    if shown == .distantPast && !terminal.isInteractive { shown = now }
    guard now.timeIntervalSince(shown) >= (terminal.isInteractive ? 0.1 : 30) else { return }
    shown = now
    if terminal.isInteractive {
      terminal.draw(bar(report))
    } else {
      terminal.line(summary(report, separator: ", "))
    }
  }

  func didEndEpoch(_ record: MetricsRecord) {
    terminal.clear()
    let best = record.isBest == true
    let validation = record.validation.map {
      Self.scores($0, isBest: best, asLoss: record.trainPerplexity == nil)
    }
    let columns = [
      "epoch \(record.epoch)",
      "train "
        + (record.trainPerplexity.map { "perplexity \($0.short)" }
          ?? "loss \(record.trainLoss.fixed(3))"),
      "validation " + (validation ?? "none"),
      "\(Int(record.wordsPerSecond).grouped) \(unit)/s",
      "rate \(String(format: "%.3g", record.learningRate))",
      record.seconds.clock,
    ]
    terminal.line(
      terminal.styled(columns[0], .bold) + "  " + columns[1] + "  "
        + (best ? terminal.styled(columns[2], .green) : columns[2]) + "  "
        + terminal.styled(columns[3...].joined(separator: "  "), .dim))
    shown = .distantPast
  }

  /// What decides which model is the best, by its name and with a star where it is, and beside a loss
  /// that decides the score that is shown.
  private static func scores(_ evaluation: Evaluation, isBest: Bool, asLoss: Bool) -> String {
    func score(_ name: String?) -> String? {
      name.flatMap { name in
        evaluation.scores[name].map { "\(Evaluation.title(name)) \((100 * $0).fixed(2)) %" }
      }
    }
    let star = isBest ? " *" : ""
    if let deciding = score(evaluation.deciding) { return deciding + star }
    let loss =
      asLoss || !evaluation.isCrossEntropy
      ? "loss \(evaluation.loss.fixed(3))" : "perplexity \(evaluation.perplexity.short)"
    return loss + star + (score(evaluation.shown).map { "  " + $0 } ?? "")
  }

  func note(_ message: String) { terminal.line("parlance: \(message)") }

  /// `epoch 2/6 ━━━━━───── 52%  perplexity 45.1  12,345 words/s  1:23 left`, as much as there is room for.
  private func bar(_ report: StepReport) -> String {
    let width = max(terminal.width - 1, 1)
    let text = summary(report, separator: "  ")
    let head = "epoch \(report.epoch)/\(report.epochs) "
    let tail = text.dropFirst(head.count)
    let room = min(width - text.count - 1, 40)
    guard room >= 4 else { return String(text.prefix(width)) }
    let done = room * report.step / max(report.steps, 1)
    let line = String(repeating: "━", count: done)
    let rest = String(repeating: "─", count: room - done)
    return head + terminal.styled(line, .green) + terminal.styled(rest, .dim) + " " + tail
  }

  private func summary(_ report: StepReport, separator: String) -> String {
    let percent = 100 * report.step / max(report.steps, 1)
    return [
      "epoch \(report.epoch)/\(report.epochs) \(percent)%",
      report.isCrossEntropy
        ? "perplexity \(exp(report.meanLoss).short)" : "loss \(report.meanLoss.fixed(3))",
      "\(Int(report.wordsPerSecond).grouped) \(unit)/s",
      "\(report.secondsLeft.clock) left",
    ].joined(separator: separator)
  }
}
