import ArgumentParser
import ParlanceSystem
import ParlanceTraining

/// Whether what was measured goes into the model's card.
struct CardOption: ParsableArguments {
  @Flag(help: "Put the table into the README.md of the model's folder.")
  var writeCard = false

  /// The model whose card is written; nil where that was not asked for.
  ///
  /// - Throws: `InputError` where the model is no folder.
  func store(of model: String) throws -> ModelStore? {
    guard writeCard else { return nil }
    guard RunDirectory(model).isFolder else {
      throw InputError(
        .usage, file: model, "--write-card: expected a model's folder, found none")
    }
    return ModelStore(RunDirectory(model))
  }
}

extension ModelStore {
  /// Writes a section, and says where.
  func write(section: ModelCard.Section, _ common: CommonOptions) throws {
    try write(section: section)
    common.note("\(directory.file("README.md")): has the table under \(section.title)")
  }
}
