import ArgumentParser
import ParlanceNN
import ParlanceReports
import ParlanceSystem
import ParlanceTraining

/// `parlance show gradients`.
struct ShowGradients: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gradients",
    abstract:
      "Show how far back through a text the loss reaches: vanishing and exploding gradients.",
    discussion: """
      The norm of ∂loss/∂h at each step of each recurrent layer (of an LSTM ∂loss/∂c too), on the way back \
      from the loss of what is predicted last, or from the mean of all losses. Below are the eigenvalues of \
      each gate's recurrent weights: of a plain network gradients vanish where the greatest |λ| is below 1, \
      and can only explode where the greatest singular value is above 1.

      Example:
        parlance show gradients --model models/book --text "a sentence of many words" --svg gradients.svg
      """)

  @OptionGroup var shown: ShownModel
  @OptionGroup var text: ShownText

  @Option(help: "The loss: of what is predicted last, or the mean of all.")
  var loss = ShownLoss.last

  @OptionGroup(title: "The picture")
  var picture: PictureOption
  @OptionGroup(title: "Common options")
  var common: CommonOptions

  func run() throws {
    common.apply()
    try picture.check()
    let model = try shown.open(for: "gradients")
    let passage = try text.passage(model)
    let (value, trace) = LayerTrace.recording(stepByStep: true) { passage.loss(loss.part) }
    let found = model.recurrentLayers(of: passage, trace)
    if found.isEmpty { throw shown.lacksRecurrence(model) }
    if loss == .last, !passage.hasParts, passage.sequences[0].tokens.count > 1,
      passage.lastLoss == "−ln P(tags)"
    {
      common.note("the tags of a sentence have one loss: it enters at each step")
    }
    let gradients = value.backward(keepingAll: true)
    let flow = GradientFlow(
      loss: passage.lossName(loss.part), nats: value.item,
      layers: try found.map { layer in
        let norms = layer.run.gradientNorms(gradients)
        return GradientFlow.Layer(
          layer.name, isReversed: layer.run.layer.isReversed, tokens: layer.tokens,
          hidden: norms.hidden, cell: norms.cell, matrices: try matrices(layer.run.layer))
      })
    try picture.write(flow.svg, common)
    switch common.format {
    case .json: try Output.json(flow)
    case .text: try Output.line(flow.listing)
    }
  }

  /// What is known of a layer's recurrent weights; nil, and said, where LAPACK is missing.
  private func matrices(_ layer: RecurrentLayer) throws -> [GradientFlow.Matrix]? {
    do {
      let norms = try layer.spectralNorms()
      return try zip(layer.eigenvalues(), norms).map {
        GradientFlow.Matrix(gate: $0.gate, eigenvalues: $0.eigenvalues, spectralNorm: $1)
      }
    } catch let error as InputError where error.kind == .missingInput {
      common.note("no eigenvalues: \(error)")
      return nil
    }
  }
}

extension GradientFlow {
  /// For people: the norms by step, then what becomes of them, then the weights.
  fileprivate var listing: String {
    var parts = ["\(loss) = \(nats.fixed(4)) nats"]
    // Layers that read the same tokens stand in one table.
    var groups: [[Layer]] = []
    for layer in layers {
      if groups.last?[0].tokens == layer.tokens {
        groups[groups.count - 1].append(layer)
      } else {
        groups.append([layer])
      }
    }
    for group in groups {
      let heads = group.flatMap {
        ["‖∂L/∂h‖ \($0.layer)"] + ($0.cell == nil ? [] : ["‖∂L/∂c‖"])
      }
      let columns = group.flatMap { [$0.hidden] + ($0.cell.map { [$0] } ?? []) }
      parts.append(
        table(
          [["step", "token"] + heads]
            + group[0].tokens.enumerated().map { step, token in
              ["\(step + 1)", token.visible] + columns.map { $0[step].scientific }
            }, flushLeft: [1]))
    }
    parts.append(
      layers.map { layer in
        guard let factor = layer.factor else { return "\(layer.layer): the loss reaches one step" }
        let way = layer.isReversed ? layer.hidden : layer.hidden.reversed()
        let reached = way.filter { $0 > 0 }
        return
          "\(layer.layer): over \(reached.count) steps × \((reached.last! / reached.first!).scientific), "
          + "× \(factor.fixed(3)) a step"
      }.joined(separator: "\n"))
    let rows = layers.flatMap { layer in
      (layer.matrices ?? []).map { matrix in
        let above = matrix.eigenvalues.count {
          ($0[0] * $0[0] + $0[1] * $0[1]).squareRoot() > 1
        }
        return [
          layer.layer, matrix.gate, matrix.spectralRadius.fixed(3), matrix.spectralNorm.fixed(3),
          "\(above) of \(matrix.eigenvalues.count)",
        ]
      }
    }
    if !rows.isEmpty {
      parts.append(
        table(
          [["layer", "recurrent weights of", "greatest |λ|", "greatest σ", "|λ| > 1"]] + rows,
          flushLeft: [0, 1]))
    }
    return parts.joined(separator: "\n\n")
  }
}
