import Foundation
import ParlanceArrays
import ParlanceAutograd
import ParlanceNN
import ParlanceSystem

/// A model directory: what its `model.json` says, and the files that this lists.
public struct ModelStore: Sendable {
  /// The folder.
  public let directory: RunDirectory

  /// A folder as it is; nothing is read yet.
  public init(_ directory: RunDirectory) { self.directory = directory }

  /// What every `model.json` begins with.
  struct Header: Decodable {
    let kind: String?
    let format: Int?
    let modelType: String?
    let files: [String]?
    let checksums: [String: FileChecksum]?
    /// Where the numbers are rounded: to what.
    let weightFormat: String?
  }

  private static let descriptionName = "model.json"
  private var path: String { directory.file(Self.descriptionName) }

  /// What models of version 0.1 may have, whose `model.json` lists no files.
  private static let oldFiles = [
    ModelFile.weightsName, "ngrams.bin", "matrix.bin", "vocabulary.txt", "labels.txt",
    "characters.txt", "vectors.txt", RunDirectory.partsName,
  ]
  private static let cardName = "README.md"
  /// Files up to this length are read to see whether they are what was saved; longer ones are mapped
  /// or take long to read, so that their length must do.
  private static let checkedLength = 1 << 28

  func header() throws -> Header { try decoded(Header.self) }

  /// What `model.json` says; a value of another form is named.
  func decoded<Value: Decodable>(_ type: Value.Type) throws -> Value {
    guard let bytes = try InputFile.contents(of: path) else {
      let folder = AtomicFile.folder(of: path)
      if FileManager.default.fileExists(atPath: folder), !RunDirectory(folder).isFolder {
        throw InputError(.badData, file: folder, "expected the folder of a model, found a file")
      }
      throw InputError(
        .missingInput, file: path, "there is no such file; a model directory has a model.json")
    }
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch let error as DecodingError {
      throw InputError(.badData, file: path, "is not a model's description: \(error.place)")
    } catch let error as InputError where error.file == nil {
      throw InputError(error.kind, file: path, error.message)
    }
  }

  /// Reads the model as one of a type; throws `InputError` for another kind or a newer format.
  public func model<Model: StoredModel>(_ type: Model.Type) throws -> Model {
    let header = try header()
    guard let kind = header.kind else {
      throw bad("is not a model's description: the key kind is missing")
    }
    guard kind == Model.kind else {
      throw bad("expected a model of kind \(Model.kind), found \(kind)")
    }
    guard let format = header.format else {
      throw bad("is not a model's description: the key format is missing")
    }
    guard (1...Model.newestFormat).contains(format) else {
      throw bad(
        "format \(format) is not known to this version; it reads formats up to "
          + "\(Model.newestFormat)")
    }
    try check(header.checksums ?? [:])
    return try Model(decoded(Model.Description.self), from: self)
  }

  /// Throws where a file is another than the one that was saved.
  private func check(_ checksums: [String: FileChecksum]) throws {
    for (name, checksum) in checksums.sorted(by: { $0.key < $1.key }) where Self.isSafe(name) {
      let path = directory.file(name)
      guard try !checksum.isSame(as: path, upTo: Self.checkedLength) else { continue }
      throw InputError(
        .badData, file: path,
        "is not the file that was saved with this model (\(checksum.bytes) bytes, CRC-32C "
          + "\(checksum.crc32c)); bring that back, or, where the change is meant, take \(name) out of "
          + "\"checksums\" in \(self.path)")
    }
  }

  /// Whether a name leads nowhere else.
  private static func isSafe(_ name: String) -> Bool {
    !name.isEmpty && !name.contains("/") && name != ".."
  }

  /// What `model.json` has wrong.
  public func bad(_ message: String) -> InputError { InputError(.badData, file: path, message) }

  /// The same of a setting.
  public func bad(_ problem: SettingProblem) -> InputError { bad("\(problem)") }

  /// Takes the numbers of a network from the directory's weights.
  ///
  /// - `make`: makes the network; it is built without values, so that a small file cannot make it
  ///   allocate a huge one.
  /// - Throws: `InputError` that names the tensor that does not fit.
  public func network<Network>(_ make: (inout RandomGenerator) -> Network) throws -> Network {
    let weights = directory.file(ModelFile.weightsName)
    let arrays = try Safetensors.read(weights)
    let network = skeleton(make)
    guard let module = network as? any Module else {
      fatalError("ModelStore.network: \(Network.self) is no module")
    }
    try module.load(stateDictionary: arrays, file: weights)
    return network
  }

  // MARK: Writing

  /// Writes `model.json`, with the checksums of the files that are written already and stay as they are.
  ///
  /// - `whole`: whether these are all, or the side files only, while training changes the numbers.
  package func write<Model: StoredModel>(description model: Model, whole: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let sideFiles = model.sideFiles.map(\.name)
    let files = sideFiles + model.numberFiles.map(\.name)
    var checksums: [String: FileChecksum] = [:]
    // A folder holds models with checksums of their own.
    for name in whole ? files : sideFiles where !RunDirectory(directory.file(name)).isFolder {
      checksums[name] = try FileChecksum(of: directory.file(name))
    }
    let contents = Contents<Model>(
      files: files, checksums: checksums, description: model.description,
      weightFormat: (model as? any NetworkModel)?.module.roundedFormat?.rawValue)
    try AtomicFile.write(String(decoding: encoder.encode(contents), as: UTF8.self) + "\n", to: path)
  }

  package func write(files: [ModelFile]) throws {
    for file in files { try file.write(directory.file(file.name)) }
  }

  package func write(card: ModelCard) throws {
    try AtomicFile.write(card.markdown, to: directory.file(Self.cardName))
  }

  /// Puts what was measured later into the model's card, in the place of an older section of this title.
  ///
  /// - Throws: `InputError` where there is no model in the folder, or the card cannot be written.
  public func write(section: ModelCard.Section) throws {
    _ = try header()
    let path = directory.file(Self.cardName)
    let card = try InputFile.contents(of: path).map { String(decoding: $0, as: UTF8.self) }
    try AtomicFile.write(section.put(in: card ?? "# Model\n"), to: path)
  }

  private struct Contents<Model: StoredModel>: Encodable {
    let files: [String]
    let checksums: [String: FileChecksum]
    let description: Model.Description
    let weightFormat: String?

    private enum CodingKeys: CodingKey { case format, kind, files, checksums, weightFormat }

    func encode(to encoder: any Encoder) throws {
      var values = encoder.container(keyedBy: CodingKeys.self)
      try values.encode(Model.newestFormat, forKey: .format)
      try values.encode(Model.kind, forKey: .kind)
      try values.encode(files, forKey: .files)
      if !checksums.isEmpty { try values.encode(checksums, forKey: .checksums) }
      try values.encodeIfPresent(weightFormat, forKey: .weightFormat)
      try description.encode(to: encoder)
    }
  }

  // MARK: Files as files

  /// The names of what the model consists of, `model.json` first: without it, what is left is no model.
  var names: [String] {
    let listed = (try? header().files).flatMap { $0 }
    // A name that leads elsewhere is not the model's.
    let safe = (listed ?? Self.oldFiles).filter(Self.isSafe)
    return [Self.descriptionName] + safe + [Self.cardName]
  }

  /// Copies the model's files and the configuration of its run into another folder.
  ///
  /// `model.json` comes last: without it, what an interrupted copy leaves is no model.
  ///
  /// - Throws: `InputError` where a file cannot be read or written.
  public func copy(to target: RunDirectory) throws {
    for name in [RunDirectory.configurationName] + names.reversed() {
      let source = directory.file(name)
      if RunDirectory(source).isFolder {
        for (index, part) in parts.enumerated() {
          try ModelStore(part).copy(to: target.part(index))
        }
      } else if FileManager.default.fileExists(atPath: source) {
        try Self.copy(source, to: target.file(name))
      }
    }
  }

  /// The models that a mixture is made of.
  private var parts: [RunDirectory] {
    var parts: [RunDirectory] = []
    while FileManager.default.fileExists(
      atPath: directory.part(parts.count).file(Self.descriptionName))
    {
      parts.append(directory.part(parts.count))
    }
    return parts
  }

  /// Bytes of the model's files, those of its parts included and those under `run/` not.
  public var byteCount: Int {
    names.reduce(0) { $0 + Self.byteCount(of: directory.file($1)) }
      + parts.reduce(0) { $0 + ModelStore($1).byteCount }
  }

  /// Bytes of a model that is a folder or one file.
  public static func byteCount(at path: String) -> Int {
    let folder = RunDirectory(path)
    return folder.isFolder ? ModelStore(folder).byteCount : byteCount(of: path)
  }

  private static func byteCount(of path: String) -> Int {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: (path as NSString).resolvingSymlinksInPath)
    guard attributes?[.type] as? FileAttributeType == .typeRegular else { return 0 }
    return (attributes?[.size] as? NSNumber)?.intValue ?? 0
  }

  private static func copy(_ path: String, to target: String) throws {
    let input = try InputFile(path)
    try AtomicFile.createFolder(AtomicFile.folder(of: target))
    try AtomicFile.write(to: target) { output in
      try input.forEachPiece { try output.write($0) }
    }
  }
}

extension DecodingError {
  /// Which key is wrong, and how.
  fileprivate var place: String {
    switch self {
    case .keyNotFound(let key, _): "the key \(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
      [context.codingPath.map(\.stringValue).joined(separator: "."), context.debugDescription]
        .filter { !$0.isEmpty }.joined(separator: ": ")
    @unknown default: "unknown"
    }
  }
}
