import ArgumentParser
import Foundation
import Parlance
import ParlanceArrays
import ParlanceAutograd
import ParlanceDrawing
import ParlanceNN
import ParlanceSystem
import ParlanceTraining

/// `parlance show cliff`.
struct ShowCliff: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cliff",
    abstract: "Draw a model's loss over two directions in its weights.",
    discussion: """
      The directions are random and as long, filter by filter, as the weights (Li et al. 2018), or with \
      --directions path lead through weights that were kept as the model was trained: the checkpoints of its \
      run, of which the last two are kept, and the models of --path, as one trained for fewer epochs. Points off \
      the plane are drawn where they fall on it, and how much of their distance lies in it is said. The loss is \
      the mean over the texts.

      Examples:
        parlance show cliff --model models/book --data book.txt --count 20 --svg cliff.svg
        parlance show cliff -m models/book --data book.txt --path models/epoch1 models/epoch4 --svg cliff.svg
      """)

  enum Directions: String, ExpressibleByArgument, CaseIterable { case random, path }

  @OptionGroup var shown: ShownModel

  @Option(help: ArgumentHelp("A text in place of --data.", valueName: "text"))
  var text: String?

  @OptionGroup var data: ShownData

  @Option(help: "random or path. (default: path where --path is given, else random)")
  var directions: Directions?

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Models of the same kind along the way, from the beginning on.", valueName: "folder"),
    completion: .directory)
  var path: [String] = []

  @Option(help: ArgumentHelp("How many cells stand along each axis.", valueName: "n"))
  var resolution = 24

  @Option(
    help: ArgumentHelp(
      "How far the map goes: 1 is the weights' own length, or the way to the first point.",
      valueName: "number"))
  var radius = 1.0

  @Option(help: ArgumentHelp("Of the random directions.", valueName: "n"))
  var seed: UInt64 = 1

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func validate() throws {
    if (text == nil) == (data.data == nil) {
      throw ValidationError("expected --data or --text, and not both")
    }
    try check("resolution", resolution, 2...200)
    guard radius > 0, radius <= 1000 else {
      throw ValidationError("--radius: expected more than 0, at most 1000, found \(radius)")
    }
    if directions == .random, !path.isEmpty {
      throw ValidationError("--path leads the directions; leave --directions random out")
    }
  }

  private struct Report: Encodable {
    struct Point: Encodable {
      let name: String
      let x: Double
      let y: Double
      let share: Double
      let loss: Double
    }
    let directions: String
    let loss: Double
    let least: Double
    let greatest: Double
    let points: [Point]
    let x: [Double]
    let y: [Double]
    /// By y, then x.
    let losses: [[Double]]
  }

  func run() throws {
    common.apply()
    try picture.check(reading: data.data)
    let model = try shown.open(for: "cliff")
    let examples =
      try text.map { [ShownExample(text: $0, answer: nil)] }
      ?? data.examples(for: model, from: shown.model)
    let passages = try examples.map { try model.passage($0.text, answer: $0.answer) }
    func loss() -> Double {
      withoutGraph {
        passages.reduce(0) { $0 + $1.loss(.mean).item } / Double(passages.count)
      }
    }
    guard passages.first?.loss(.mean).isInGraph ?? true else {
      throw shown.lacks("trainable parameter", model, "networks have some")
    }
    var generator = RandomGenerator(seed: seed)
    let kept = try keptWeights(model)
    let plane =
      try kept.isEmpty
      ? LossPlane(random: model.module, using: &generator)
      : LossPlane(model.module, through: kept.map(\.weights), using: &generator)
    let points = try kept.map { named in
      let place = try plane.place(of: named.weights)
      return Report.Point(
        name: named.name, x: place.x, y: place.y, share: place.share,
        loss: plane.loss(place.x, place.y, loss))
    }
    var surface = Surface()
    // The first direction leads to the first of the points that is not the model.
    let first = points.first { abs($0.x - 1) < 1e-6 }?.name ?? ""
    var map = ContourMap(
      kept.isEmpty ? "Loss around the model" : "Loss along the way of training",
      x: range(points.map(\.x)), y: range(points.map(\.y)),
      xTitle: kept.isEmpty ? "first random direction" : "way to \(first)",
      yTitle: kept.isEmpty ? "second random direction" : "across", heightTitle: "loss, nats",
      resolution: resolution
    ) { a, b in
      let value = plane.loss(a, b, loss)
      surface.add(a, b, value)
      return value
    }
    map.paths = paths(points, later: kept.map(\.isLater))
    try picture.write(map.svg, common)
    let report = Report(
      directions: kept.isEmpty ? "random" : "path", loss: loss(), least: surface.ends.least,
      greatest: surface.ends.greatest, points: points, x: surface.x, y: surface.y,
      losses: surface.losses)
    switch common.format {
    case .json: try Output.json(report)
    case .text: try Output.line(listing(report, examples.count))
    }
  }

  /// The losses that a map was drawn of, row by row from below.
  private struct Surface {
    private(set) var x: [Double] = []
    private(set) var y: [Double] = []
    private(set) var losses: [[Double]] = []

    mutating func add(_ a: Double, _ b: Double, _ loss: Double) {
      if y.isEmpty || b != y.last {
        y.append(b)
        losses.append([])
      }
      if losses.count == 1 { x.append(a) }
      losses[losses.count - 1].append(loss)
    }

    var ends: (least: Double, greatest: Double) {
      let finite = losses.joined().filter(\.isFinite)
      return (finite.min() ?? .nan, finite.max() ?? .nan)
    }
  }

  private func paths(_ points: [Report.Point], later: [Bool]) -> [Chart.Series] {
    let model = Chart.Series("the model", points: [(0, 0)], style: .points)
    if points.isEmpty { return [model] }
    let places = zip(points.map { (x: $0.x, y: $0.y) }, later)
    let way =
      places.filter { !$0.1 }.map(\.0) + [(x: 0, y: 0)] + places.filter(\.1).map(\.0)
    return [Chart.Series("training", points: way, style: .lineAndPoints), model]
  }

  /// Round the model, and round all points.
  private func range(_ places: [Double]) -> ClosedRange<Double> {
    let all = places + [0]
    let (low, high) = (all.min()!, all.max()!)
    let middle = (low + high) / 2
    let half = max(places.isEmpty ? 1 : 0.25, (high - low) * 0.7) * radius
    return middle - half...middle + half
  }

  /// Weights along the way; whether training went on from the model's to them.
  private typealias Kept = (name: String, weights: [String: NDArray], isLater: Bool)

  /// The weights along the way, from the beginning on.
  private func keptWeights(_ model: any PassageReading) throws -> [Kept] {
    guard directions == .path || !path.isEmpty else { return [] }
    var found: [Kept] = []
    for folder in path {
      let other = try ModelKinds.all.model(in: RunDirectory(folder))
      guard let network = other as? any NetworkModel else {
        throw InputError(
          .badData, file: folder, "expected a network as the model's, found \(other.summary)")
      }
      found.append(
        (
          folder.split(separator: "/").last.map(String.init) ?? folder,
          Dictionary(
            network.module.namedParameters().map { ($0.name, $0.parameter.value) },
            uniquingKeysWith: { first, _ in first }), false
        ))
    }
    let own = Dictionary(
      model.module.namedParameters().map { ($0.name, $0.parameter.value) },
      uniquingKeysWith: { first, _ in first })
    let directory = RunDirectory(shown.model)
    let best = try directory.metrics().last { $0.isBest == true }?.step ?? .max
    found += try directory.checkpointWeights().filter { $0.weights != own }
      .map { ("step \($0.step)", $0.weights, $0.step > best) }
    guard !found.isEmpty else {
      throw InputError(
        .missingInput, file: shown.model,
        "there are no other weights: its run keeps no checkpoint before it; give models of fewer epochs with "
          + "--path, or leave --directions path out")
    }
    return found
  }

  private func listing(_ report: Report, _ texts: Int) -> String {
    var parts = [
      table(
        [
          ["loss of the model", "\(report.loss.fixed(4)) nats over \(texts.counted("text"))"],
          ["least on the map", report.least.short], ["greatest on the map", report.greatest.short],
        ], flushLeft: [0, 1])
    ]
    if !report.points.isEmpty {
      parts.append(
        table(
          [["kept weights", "x", "y", "in the plane", "loss there"]]
            + report.points.map {
              [$0.name, $0.x.fixed(3), $0.y.fixed(3), "\($0.share.percent) %", $0.loss.short]
            }))
    }
    return parts.joined(separator: "\n\n")
  }
}
