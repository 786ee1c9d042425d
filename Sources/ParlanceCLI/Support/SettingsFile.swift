import Foundation
import ParlanceSystem

/// The settings of a library's run: what `run/config.yaml` holds where a program wrote it, as JSON.
extension Said {
  /// What options say of settings; not all of them go with the kind of model.
  init(_ settings: Table.Settings) {
    let all = Table.rows.compactMap { row in row.text(settings).map { (row.name, $0) } }
    self = Said(Dictionary(uniqueKeysWithValues: all)).resolved
  }

  /// Options that say what a file of settings does.
  ///
  /// - `isWhole`: whether settings that no option has are refused, or else left out.
  /// - Throws: `InputError` where the file holds other settings.
  init(json data: Data, file: String, isWhole: Bool) throws {
    guard let settings = Table.decoded(data) else {
      throw InputError(
        .badData, file: file, "expected lines of the form option: value, or settings as JSON")
    }
    self.init(settings)
    guard isWhole else { return }
    let (there, said) = (
      try JSONSerialization.jsonObject(with: data),
      try JSONSerialization.jsonObject(with: Table.encoded(self.settings))
    )
    if let name = Self.difference(there, said, "") {
      throw InputError(
        .badData, file: file,
        "\(name): no option says what the program set that made the run; go on with that program")
    }
  }

  /// The first value of some that others lack, by its place; a default that is said is no difference.
  private static func difference(_ a: Any, _ b: Any, _ place: String) -> String? {
    guard let a = a as? [String: Any], let b = b as? [String: Any] else {
      return (a as? NSObject) == (b as? NSObject) ? nil : place
    }
    return a.keys.sorted().lazy.compactMap { key in
      let place = place.isEmpty ? key : place + "." + key
      return b[key].map { difference(a[key]!, $0, place) } ?? place
    }.first
  }
}

extension OptionTable where Settings: Codable {
  static func decoded(_ json: Data) -> Settings? {
    try? JSONDecoder().decode(Settings.self, from: json)
  }

  static func encoded(_ settings: Settings) throws -> Data { try JSONEncoder().encode(settings) }
}
