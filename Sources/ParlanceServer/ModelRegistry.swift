import Foundation
import ParlanceArrays
import ParlanceHosting

/// The models of a server by their names; who looks one up keeps it even where it is replaced.
public final class ModelRegistry: Sendable {
  private let paths: [(name: String, path: String)]
  private let limits: HostLimits
  private let device: Device
  private let state = State()

  private final class State: @unchecked Sendable {
    let lock = NSLock()
    var hosts: [String: ModelHost] = [:]
    var isDraining = false
    /// The opening of the models that goes on or went on last, and the one that is to follow it.
    var loading: Task<Void, any Error>?
    var next: Task<Void, any Error>?
  }

  /// Names models; none is opened yet.
  ///
  /// - `device`: what works on their numbers.
  public init(
    _ paths: [(name: String, path: String)], limits: HostLimits = HostLimits(),
    device: Device = .current
  ) {
    (self.paths, self.limits, self.device) = (paths, limits, device)
  }

  /// Their names, in their order.
  public var names: [String] { paths.map(\.name) }

  /// Throws `InputError.missingInput` where one is not there.
  func requireAll() throws {
    for (_, path) in paths { try HostedModel.requireExists(path) }
  }

  /// Opens all models anew and puts them into the places of the old ones, which end what they have begun;
  /// where one cannot be opened, nothing changes.
  ///
  /// They are opened once at a time. Whoever asks meanwhile waits until they are opened once more, with all others
  /// who ask until that begins.
  ///
  /// - Throws: `InputError` that names the file and what does not fit in it.
  public func load() async throws {
    let task = state.lock.withLock {
      if let next = state.next { return next }
      let last = state.loading
      let task = Task { [self] in
        _ = await last?.result
        state.lock.withLock { (state.loading, state.next) = (state.next, nil) }
        try await open()
      }
      state.next = task
      return task
    }
    try await task.value
  }

  private func open() async throws {
    var opened: [String: ModelHost] = [:]
    for (name, path) in paths {
      opened[name] = try await ModelHost.open(path, limits: limits, device: device)
    }
    let hosts = opened
    state.lock.withLock { state.hosts = hosts }
  }

  /// The models that are there, in their order.
  var hosts: [(name: String, host: ModelHost)] {
    let hosts = state.lock.withLock { state.hosts }
    return paths.compactMap { path in hosts[path.name].map { (path.name, $0) } }
  }

  /// Whether all models are open and the server is not about to end.
  var isReady: Bool { state.lock.withLock { !state.hosts.isEmpty && !state.isDraining } }

  /// Whether the server is about to end.
  var isDraining: Bool { state.lock.withLock { state.isDraining } }

  func drain() { state.lock.withLock { state.isDraining = true } }

  /// What is told who asks now for a model that can do something, where none of those has room: else nil.
  func refusal(_ ability: HostedModel.Ability) -> HostError? {
    let able = state.lock.withLock {
      state.isDraining
        ? [] : state.hosts.values.filter { $0.facts.abilities.contains(ability) }
    }
    let refusals = able.compactMap(\.refusal)
    return refusals.count == able.count ? refusals.first : nil
  }

  /// A model by its name, or where none is given the first that can do something.
  func host(_ name: String?, _ ability: HostedModel.Ability?) throws -> (String, ModelHost) {
    let hosts = hosts
    guard !hosts.isEmpty else {
      throw APIError(503, "loading", "the models are being loaded")
    }
    guard let name else {
      guard let ability else { return hosts[0] }
      guard let first = hosts.first(where: { $0.host.facts.abilities.contains(ability) }) else {
        throw APIError(
          404, "no_model", "no model of this server can \(ability.rawValue)", param: "model")
      }
      return first
    }
    guard let found = hosts.first(where: { $0.name == name }) else {
      throw APIError(
        404, "no_model",
        "there is no model \(name.prefix(100)); there are \(names.joined(separator: ", "))",
        param: "model")
    }
    if let ability, !found.host.facts.abilities.contains(ability) {
      throw HostError.unsuited(ability, found: found.host.facts.abilities)
    }
    return found
  }
}
