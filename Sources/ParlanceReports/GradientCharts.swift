import Foundation
import ParlanceArrays
import ParlanceDrawing
import ParlanceNN

/// How gradients shrink or grow on their way back through the steps of recurrent layers.
///
/// Pascanu, Mikolov and Bengio, *On the difficulty of training recurrent neural networks*, 2013.
public struct GradientFlow: Encodable, Sendable {
  /// One layer.
  public struct Layer: Encodable, Sendable {
    /// Its name.
    public let layer: String
    /// Whether it reads from the end, so that gradients go forward.
    public let isReversed: Bool
    /// The tokens of its steps.
    public let tokens: [String]
    /// ‖∂L/∂hₜ‖ at each step t.
    public let hidden: [Double]
    /// ‖∂L/∂cₜ‖ of the LSTM.
    public let cell: [Double]?
    /// Of each gate's recurrent matrix; nil where LAPACK is not there.
    public let matrices: [Matrix]?

    /// Creates a layer.
    public init(
      _ layer: String, isReversed: Bool, tokens: [String], hidden: [Double], cell: [Double]?,
      matrices: [Matrix]?
    ) {
      self.isReversed = isReversed
      (self.layer, self.tokens, self.hidden) = (layer, tokens, hidden)
      (self.cell, self.matrices) = (cell, matrices)
    }

    /// The mean factor a step on the way of the gradient, from the first step that it reaches to the last: far
    /// below 1 it vanishes, above 1 it explodes. Nil where it reaches fewer than two steps.
    public var factor: Double? {
      let way = isReversed ? hidden : hidden.reversed()
      guard let begin = way.firstIndex(where: { $0 > 0 }),
        let end = way.lastIndex(where: { $0 > 0 }), end > begin
      else { return nil }
      return pow(way[end] / way[begin], 1 / Double(end - begin))
    }
  }

  /// What one gate's recurrent matrix does to a gradient.
  public struct Matrix: Encodable, Sendable {
    /// The gate's name.
    public let gate: String
    /// The greatest |λ|.
    public let spectralRadius: Double
    /// The greatest singular value.
    public let spectralNorm: Double
    /// Re λ and Im λ of all eigenvalues, the greatest first.
    public let eigenvalues: [[Double]]

    /// Creates what is known of a matrix.
    public init(gate: String, eigenvalues: [Eigenvalue], spectralNorm: Double) {
      (self.gate, self.spectralNorm) = (gate, spectralNorm)
      spectralRadius = eigenvalues.first?.magnitude ?? 0
      self.eigenvalues = eigenvalues.map { [$0.real, $0.imaginary] }
    }
  }

  /// What the loss is of.
  public let loss: String
  /// The loss in nats.
  public let nats: Double
  /// The layers, from the input up.
  public let layers: [Layer]

  /// Creates the flow.
  public init(loss: String, nats: Double, layers: [Layer]) {
    (self.loss, self.nats, self.layers) = (loss, nats, layers)
  }

  /// The norms by step, on a logarithmic axis.
  public var chart: Chart {
    Chart(
      "Gradient of \(loss) by step", x: "step t",
      y: "‖∂L/∂h‖" + (layers.contains { $0.cell != nil } ? ", dashed ‖∂L/∂c‖" : ""),
      yScale: .logarithmic,
      series: layers.flatMap { layer in
        [Chart.Series("h, \(layer.layer)", layer.hidden, style: .lineAndPoints)]
          + (layer.cell.map { [Chart.Series("c, \(layer.layer)", $0, style: .dashed)] } ?? [])
      })
  }

  /// A layer's eigenvalues in the plane, with the circle |λ| = 1; nil where they are not known.
  public func eigenvalueChart(of layer: Layer) -> Chart? {
    guard let matrices = layer.matrices else { return nil }
    let turns = (0...180).map { 2 * Double.pi * Double($0) / 180 }
    var chart = Chart(
      "Eigenvalues of the recurrent weights, \(layer.layer)", x: "Re λ", y: "Im λ",
      series: [
        Chart.Series("|λ| = 1", points: turns.map { (cos($0), sin($0)) }, style: .dashed)
      ]
        + matrices.map { matrix in
          Chart.Series(
            matrix.gate, points: matrix.eigenvalues.map { ($0[0], $0[1]) }, style: .points)
        })
    chart.hasEqualUnits = true
    return chart
  }

  /// All charts: a self-contained SVG document.
  public var svg: String {
    PictureGrid(
      "", [chart.svg] + layers.compactMap { eigenvalueChart(of: $0)?.svg }, columns: 1
    ).svg
  }
}
