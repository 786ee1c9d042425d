extension TrainOptions: ConfigurableOptions {
  var kind: String { (modelType ?? .recurrent).rawValue }

  static var fields: [OptionField<TrainOptions>] {
    let ofAnyNetwork = ofNetworks + ofOutputLayers + ofDropout + ofTraining
    return everywhere + ofCountedModels + ofSkipGrams
      + ofAnyNetwork.map { $0.kinds == nil ? $0.only(for: ModelType.networks) : $0 }
  }

  private static var everywhere: [OptionField<TrainOptions>] {
    [
      .choice("model-type", \.modelType), .text("train", \.train),
      .text("validation", \.validation), .text("test", \.test), .choice("level", \.level),
      .number("vocabulary-size", \.vocabularySize, 0...(1 << 26)),
      .number("minimum-count", \.minimumCount, 1...(1 << 40)), .choice("blank-lines", \.blankLines),
    ]
  }

  private static var ofCountedModels: [OptionField<TrainOptions>] {
    let ngrams = ModelType.ngrams
    return [
      .number("order", \.order, 1...1000).only(for: ModelType.counted),
      .choice("smoothing", \.smoothing).only(for: ngrams),
      .positive("add-k", \.addK).only(for: ngrams),
      OptionField("prune", \.prune, expected: "whole numbers, as in 0 0 1").only(for: ngrams),
      OptionField("memory", \.memory, expected: "a size, as in 500M or 4G").only(for: ngrams),
    ]
  }

  private static var ofSkipGrams: [OptionField<TrainOptions>] {
    let fields: [OptionField<TrainOptions>] = [
      .number("skip", \.skip, 0...100), .number("skip-order", \.skipOrder, 1...10),
      .number("reach", \.reach, 0...1000),
      .number("minimum-feature-count", \.minimumFeatureCount, 1...1_000_000_000),
      .number("blocks", \.blocks, 2...100),
    ]
    return fields.map { $0.only(for: [ModelType.snm]) }
  }

  private static var ofNetworks: [OptionField<TrainOptions>] {
    [
      .choice("cell", \.cell).only(for: [ModelType.recurrent]),
      .number("window", \.window, 1...1024).only(for: [ModelType.window]),
      .truth("direct", \.direct).only(for: [ModelType.window]),
      .number("embedding-size", \.embeddingSize, 1...65536),
      .number("hidden-size", \.hiddenSize, 1...65536), .number("layers", \.layers, 1...64),
      .truth("tied", \.tied), .choice("context", \.context),
    ]
  }

  private static var ofOutputLayers: [OptionField<TrainOptions>] {
    [
      .choice("output-layer", \.output.outputLayer),
      OptionField(
        "cutoffs", \.output.cutoffs, expected: "ascending whole numbers, as in 2000 10000"),
      .number("classes", \.output.classes, 0...(1 << 26)),
      .number("samples", \.output.samples, 1...(1 << 20)),
      OptionField("noise-power", \.output.noisePower, expected: "a number of [0, 1]") {
        $0 >= 0 && $0 <= 1
      },
      .number("max-ent-order", \.output.maxEntOrder, 0...64),
      .number("max-ent-size", \.output.maxEntSize, 1...(1 << 30)),
      .positive("max-ent-rate-factor", \.output.maxEntRateFactor),
    ]
  }

  private static var ofDropout: [OptionField<TrainOptions>] {
    [
      .rate("dropout", \.dropouts.dropout), .rate("input-dropout", \.dropouts.inputDropout),
      .rate("output-dropout", \.dropouts.outputDropout),
      .truth("shared-dropout", \.dropouts.sharedDropout),
      .rate("word-dropout", \.dropouts.wordDropout),
      .rate("weight-drop", \.dropouts.weightDrop).only(for: [ModelType.recurrent]),
      .rate("state-dropout", \.dropouts.stateDropout).only(for: [ModelType.recurrent]),
      .rate("zoneout", \.dropouts.zoneout).only(for: [ModelType.recurrent]),
    ]
  }

  private static var ofTraining: [OptionField<TrainOptions>] {
    let own: [OptionField<TrainOptions>] = [
      .number("batch-size", \.batchSize, 1...(1 << 20)),
      .number("sequence-length", \.sequenceLength, 1...(1 << 20)),
    ]
    let shared = Optimization.fields.map { field in
      let field = field.within(\TrainOptions.optimization)
      return switch field.name {
      case "seed": field.only(for: ModelType.allCases)
      case "epochs", "learning-rate": field.only(for: ModelType.networks + [.snm])
      default: field
      }
    }
    return own + shared
  }

  func validate() throws { try validateFields() }
}
