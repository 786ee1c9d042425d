import Foundation
import ParlanceHosting
import ParlanceSystem

/// What a server counts, in Prometheus' text format (version 0.0.4).
final class Metrics: @unchecked Sendable {
  private let lock = NSLock()
  private let uptime = Stopwatch()
  private var requests: [Key: Int] = [:]
  private var histograms: [String: Histogram] = [:]
  private var open = 0

  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private struct Histogram {
    static let bounds = [
      0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
    ]
    var counts = [Int](repeating: 0, count: bounds.count + 1)
    var sum = 0.0
  }

  func begin() { lock.withLock { open += 1 } }

  func end(route: String, status: Int, seconds: Double) {
    lock.withLock {
      open -= 1
      requests[Key(route: route, status: status), default: 0] += 1
      let place = Histogram.bounds.firstIndex { seconds <= $0 } ?? Histogram.bounds.count
      histograms[route, default: Histogram()].counts[place] += 1
      histograms[route]!.sum += seconds
    }
  }

  /// All of it, with what the models have counted.
  func text(_ hosts: [(name: String, host: ModelHost)]) -> String {
    let (requests, histograms, open) = lock.withLock { (self.requests, self.histograms, self.open) }
    var text = ""
    func family(_ name: String, _ type: String, _ help: String, _ samples: [(String, String)]) {
      text += "# HELP \(name) \(help)\n# TYPE \(name) \(type)\n"
      for (labels, value) in samples { text += "\(name)\(labels) \(value)\n" }
    }
    family(
      "parlance_requests_total", "counter", "Requests answered.",
      requests.sorted { ($0.key.route, $0.key.status) < ($1.key.route, $1.key.status) }.map {
        ("{route=\"\($0.key.route)\",status=\"\($0.key.status)\"}", "\($0.value)")
      })
    family("parlance_requests_open", "gauge", "Requests being answered.", [("", "\(open)")])
    text += "# HELP parlance_request_seconds Time to the whole answer.\n"
    text += "# TYPE parlance_request_seconds histogram\n"
    for (route, histogram) in histograms.sorted(by: { $0.key < $1.key }) {
      var sum = 0
      for (bound, count) in zip(Histogram.bounds.map { "\($0)" } + ["+Inf"], histogram.counts) {
        sum += count
        text += "parlance_request_seconds_bucket{route=\"\(route)\",le=\"\(bound)\"} \(sum)\n"
      }
      text += "parlance_request_seconds_sum{route=\"\(route)\"} \(histogram.sum)\n"
      text += "parlance_request_seconds_count{route=\"\(route)\"} \(sum)\n"
    }
    let counts = hosts.map { ($0.name, $0.host.counts) }
    func models(
      _ name: String, _ type: String, _ help: String, _ value: (HostCounts) -> String
    ) {
      family(
        name, type, help, counts.map { ("{model=\"\(Self.escaped($0.0))\"}", value($0.1)) })
    }
    models("parlance_queue_length", "gauge", "Requests that wait.") { "\($0.waiting)" }
    models("parlance_streams", "gauge", "Texts being written.") { "\($0.streams)" }
    models("parlance_batches_total", "counter", "Batches of texts.") { "\($0.batches)" }
    models("parlance_batched_texts_total", "counter", "Texts in batches.") { "\($0.texts)" }
    models("parlance_steps_total", "counter", "Steps of writing.") { "\($0.steps)" }
    models("parlance_tokens_total", "counter", "Tokens written.") { "\($0.tokens)" }
    models("parlance_busy_seconds_total", "counter", "Time that a model worked.") {
      "\($0.busySeconds)"
    }
    family("parlance_uptime_seconds", "gauge", "Since the start.", [("", "\(uptime.seconds)")])
    return text
  }

  private static func escaped(_ label: String) -> String {
    label.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n")
  }
}
