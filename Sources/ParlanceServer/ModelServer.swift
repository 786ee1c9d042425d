#if Server
  import Dispatch
  import Foundation
  import Hummingbird
  import HummingbirdCore
  import Logging
  import NIOCore
  import ParlanceHosting
  import ParlanceSystem
  import ServiceLifecycle
  import UnixSignals

  /// Serves models over HTTP/1.1 until it is stopped.
  public final class ModelServer: Sendable {
    private let registry: ModelRegistry
    private let configuration: ServerConfiguration
    private let log: @Sendable (String) -> Void
    private let group = Group()
    /// What `Server` says in its answers.
    static let name = "parlance"

    private final class Group: @unchecked Sendable {
      let lock = NSLock()
      var group: ServiceGroup?
      var isStopped = false
    }

    /// Creates a server.
    ///
    /// - `log`: takes a line of JSON for each request.
    public init(
      _ registry: ModelRegistry, _ configuration: ServerConfiguration = ServerConfiguration(),
      log: @escaping @Sendable (String) -> Void = { _ in }
    ) {
      (self.registry, self.configuration, self.log) = (registry, configuration, log)
    }

    /// Listens, opens the models, and answers until `stop`.
    ///
    /// - `heedsSignals`: whether SIGTERM and SIGINT stop it too, and SIGHUP opens the models anew.
    /// - `listening`: is told the port as soon as it listens; `ready`, when the models are open.
    /// - Throws: `InputError` where the address is not to be had, or a model cannot be opened; before it listens
    ///   where a model is not there.
    public func run(
      heedsSignals: Bool = false,
      listening: @escaping @Sendable (Int) -> Void = { _ in },
      ready: @escaping @Sendable () -> Void = {}
    ) async throws {
      try registry.requireAll()
      let (ports, found) = AsyncStream<Int>.makeStream()
      let connections = Connections()
      let drain = Drain(registry, connections, seconds: configuration.drainSeconds)
      let application = application(connections) { channel in
        drain.listen(on: channel.eventLoop)
        found.yield(channel.localAddress?.port ?? 0)
        found.finish()
      }
      var services = ServiceGroupConfiguration(
        services: [.init(service: application), .init(service: drain)],
        gracefulShutdownSignals: heedsSignals ? [.sigterm, .sigint] : [], logger: Self.logger)
      // What has not ended by then is told so first.
      services.maximumGracefulShutdownDuration = .seconds(configuration.drainSeconds + 1)
      let group = ServiceGroup(configuration: services)
      self.group.lock.withLock { self.group.group = group }
      let hangup = heedsSignals ? reloadOnHangup() : nil
      defer { hangup?.cancel() }
      let loading = Task { [registry] in
        for await port in ports {
          listening(port)
          do {
            try await registry.load()
            ready()
          } catch {
            await group.triggerGracefulShutdown()
            throw error
          }
        }
      }
      defer { found.finish() }
      do {
        try await group.run()
      } catch let error as IOError {
        throw unavailable(String(cString: strerror(error.errnoCode)).lowercased())
      } catch is SocketAddressError {
        throw unavailable("it is no address of this machine")
      } catch is SocketAddressError.UnknownHost {
        throw unavailable("there is no such host")
      }
      found.finish()
      try await loading.value
    }

    /// Takes no more requests, ends those that it has, and lets `run` return.
    public func stop() async {
      await group.lock.withLock { group.group }?.triggerGracefulShutdown()
    }

    private static var logger: Logger {
      var logger = Logger(label: "parlance", factory: { _ in SwiftLogNoOpLogHandler() })
      logger.logLevel = .critical
      return logger
    }

    private func unavailable(_ message: String) -> InputError {
      InputError(
        .unavailable,
        "\(configuration.host):\(configuration.port) cannot be listened to: \(message)")
    }

    private func application(
      _ connections: Connections,
      _ running: @escaping @Sendable (any Channel) async -> Void
    ) -> some ApplicationProtocol {
      let (configuration, registry, metrics) = (configuration, registry, Metrics())
      let api = API(registry: registry, configuration: configuration)
      let refusal = EarlyRefusal(api: api, metrics: metrics, log: log)
      return Application(
        responder: APIResponder(
          api: api, metrics: metrics, connections: connections,
          budget: BodyBudget(bodyBytes: configuration.bodyBytes), log: log),
        server: .http1(
          configuration: .init(
            additionalChannelHandlers: [
              ConnectionHandler(configuration, connections, registry, refusal)
            ])),
        configuration: ApplicationConfiguration(
          address: .hostname(configuration.host, port: configuration.port),
          serverName: Self.name, backlog: 1024,
          availableConnectionsDelegate: MaximumAvailableConnections(
            configuration.connections, logger: Self.logger)),
        onServerRunning: running, logger: Self.logger)
    }

    private func reloadOnHangup() -> any DispatchSourceSignal {
      signal(SIGHUP, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: SIGHUP, queue: .global())
      source.setEventHandler { [registry, log] in
        Task {
          do {
            try await registry.load()
            log(#"{"event":"reloaded"}"#)
          } catch {
            let members: JSONValue = [
              "event": "not reloaded", "message": .string(APIError(error).message),
            ]
            log(members.text)
          }
        }
      }
      source.resume()
      return source
    }
  }
#endif
