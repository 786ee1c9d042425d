import Foundation
import ParlanceArrays
import ParlanceNN
import ParlanceSystem
import ParlanceText
import ParlanceTraining

extension WordVectors {
  /// The vectors that a model of any task has learned for the words of its vocabulary (of a translator, of its
  /// source's), those of `<pad>` left out.
  ///
  /// - Throws: `InputError` where the model has no row for each word.
  public static func learned(
    by model: any StoredModel, in directory: RunDirectory
  ) throws -> WordVectors {
    if let model = model as? VectorModel { return model.vectors }
    // A classifier of fastText's form is a file, and no network.
    let files = [FastTextFile.names.plain, FastTextFile.names.quantized].map(directory.file)
    if !(model is any NetworkModel),
      let file = files.first(where: FileManager.default.fileExists)
    {
      return try read(path: file)
    }
    let paths = ["vocabulary.txt", "source-vocabulary.txt"].map(directory.file)
    let none = InputError(
      .badData, file: directory.path,
      "\(type(of: model).kind): the model has no table with a row for each word")
    guard let network = model as? any NetworkModel,
      let path = try paths.first(where: { try InputFile.contents(of: $0) != nil })
    else { throw none }
    let tokens = try Vocabulary.read(from: path).tokens
    let tables = network.module.namedParameters().filter { name, parameter in
      parameter.shape.count == 2 && parameter.shape[0] == tokens.count
        && parameter.layout == .asStored
    }
    // Output layers have such a table too.
    guard
      let found = tables.first(where: {
        $0.name.contains("embedding") || $0.name.contains("sourceTable")
      })
        ?? tables.first(where: { !$0.name.contains("output") })
    else { throw none }
    let dimension = found.parameter.shape[1]
    let numbers = found.parameter.value.floats
    let kept = tokens.indices.filter { $0 != Int(Vocabulary.paddingID) }
    return WordVectors(
      words: kept.map { tokens[$0] },
      numbers: kept.flatMap { numbers[$0 * dimension..<($0 + 1) * dimension] },
      dimension: dimension)
  }
}
