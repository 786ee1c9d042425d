import ArgumentParser
import Foundation
import ParlanceHosting
import ParlanceServer
import ParlanceSystem

/// `parlance serve`.
struct ServeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve",
    abstract: "Answer over HTTP with models of any kind, and show a page to play with them.",
    discussion: """
      Models are folders, ARPA files, files of fastText and word vectors in any form; a model's name is that of its \
      folder or file unless it is given. What can be asked is told by /openapi.json; / is the page.

      SIGTERM and SIGINT end what was begun and leave; SIGHUP opens the models anew, while the old ones answer. \
      There is no TLS: a proxy's business.
      """)

  @Argument(
    help: ArgumentHelp("The models.", valueName: "[name=]model"), completion: .file())
  var models: [String]

  @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
  var host = "127.0.0.1"

  @Option(help: ArgumentHelp("The port to listen on; 0 for any that is free.", valueName: "number"))
  var port = 8080

  @Option(
    help: ArgumentHelp(
      "What clients send as Authorization: Bearer KEY; PARLANCE_API_KEY is looked at too. (default: nothing)",
      valueName: "key"))
  var apiKey: String?

  @Option(help: ArgumentHelp("Bytes of a request's body.", valueName: "bytes"))
  var maxBody = 2 << 20

  @Option(help: ArgumentHelp("Texts of a request.", valueName: "n"))
  var maxInputs = 256

  @Option(help: ArgumentHelp("Tokens of a text, and of a completion.", valueName: "n"))
  var maxTokens = 4096

  @Option(help: ArgumentHelp("Requests that wait for a model.", valueName: "n"))
  var maxQueue = 512

  @Option(help: ArgumentHelp("Seconds that a request waits.", valueName: "seconds"))
  var maxWait: Double = 30

  @Option(help: ArgumentHelp("Texts that go through a model together.", valueName: "n"))
  var maxBatch = 32

  @Option(help: ArgumentHelp("Connections at a time.", valueName: "n"))
  var maxConnections = 16384

  @Option(
    help: ArgumentHelp(
      "Seconds that a connection without a request stays open.", valueName: "seconds"))
  var idle = 60

  @Option(
    help: ArgumentHelp("Seconds that requests have to end in after SIGTERM.", valueName: "seconds"))
  var drain = 30

  @Option(
    help: ArgumentHelp(
      "Threads of the models' arithmetic, 1 to 256. (default: all processors)", valueName: "count"))
  var threads: Int?

  @OptionGroup var computing: DeviceOption

  @Flag(name: .shortAndLong, help: "Write no line for each request.")
  var quiet = false

  func validate() throws {
    if models.isEmpty { throw ValidationError("Missing expected argument '<[name=]model> ...'") }
    try check("port", port, 0...65535)
    try check("max-body", maxBody, 1...(1 << 30))
    try check("max-inputs", maxInputs, 1...100_000)
    try check("max-tokens", maxTokens, 1...1_000_000)
    try check("max-queue", maxQueue, 1...1_000_000)
    try check("max-batch", maxBatch, 1...1024)
    try check("max-connections", maxConnections, 1...1_000_000)
    try check("idle", idle, 1...86400)
    try check("drain", drain, 0...86400)
    if let threads { try check("threads", threads, 1...256) }
    guard maxWait > 0, maxWait <= 86400 else {
      throw ValidationError("--max-wait: expected above 0 and at most 86400, found \(maxWait)")
    }
    let names = named.map(\.name)
    if let name = names.first(where: { name in names.count { $0 == name } > 1 }) {
      throw ValidationError("two models are called \(name); give name=\(name)")
    }
  }

  private var named: [(name: String, path: String)] { NamedModels.named(models) }

  func run() throws {
    #if Server
      try serve()
    #else
      throw InputError(
        .unavailable,
        "this parlance was built without its server; `make install` builds it with it, and so does "
          + "`swift build --traits Server`")
    #endif
  }
}

#if Server
  import ParlanceArrays

  extension ServeCommand {
    private var settings: ServerConfiguration {
      var settings = ServerConfiguration()
      (settings.host, settings.port) = (host, port)
      settings.apiKey = apiKey ?? ProcessInfo.processInfo.environment["PARLANCE_API_KEY"]
      (settings.bodyBytes, settings.inputs) = (maxBody, maxInputs)
      (settings.completionTokens, settings.connections) = (maxTokens, maxConnections)
      (settings.idleSeconds, settings.drainSeconds) = (idle, drain)
      settings.limits.queueLength = maxQueue
      settings.limits.patience = maxWait
      settings.limits.batchSize = maxBatch
      settings.limits.textLength = maxTokens
      return settings
    }

    fileprivate func serve() throws {
      if let threads { Threads.count = threads }
      let settings = settings
      if settings.apiKey?.isEmpty == true {
        throw InputError(
          .usage,
          (apiKey == nil ? "PARLANCE_API_KEY" : "--api-key")
            + " is empty: no client could give it; give a key, or leave it out")
      }
      let device = try computing.opened { Terminal.standardError.line("parlance: \($0)") }
      let registry = ModelRegistry(named, limits: settings.limits, device: device)
      let isQuiet = quiet
      let server = ModelServer(registry, settings) { line in
        if !isQuiet { Terminal.standardError.line(line) }
      }
      let (host, names) = (host.contains(":") ? "[\(host)]" : host, registry.names)
      try waiting {
        try await server.run(
          heedsSignals: true,
          listening: { port in
            Terminal.standardError.line("parlance: http://\(host):\(port)/")
          },
          ready: {
            Terminal.standardError.line("parlance: ready: \(names.joined(separator: ", "))")
          })
      }
    }

    /// Does asynchronous work, while this thread waits.
    private func waiting(_ work: @escaping @Sendable () async throws -> Void) throws {
      let done = DispatchSemaphore(value: 0)
      let outcome = Outcome()
      Task(priority: .medium) {
        do { try await work() } catch { outcome.error = error }
        done.signal()
      }
      done.wait()
      if let error = outcome.error { throw error }
    }

    // Written before the semaphore's signal, read after it.
    private final class Outcome: @unchecked Sendable {
      var error: (any Error)?
    }
  }
#endif
