#if Server
  import Foundation
  import Hummingbird
  import NIOCore
  import NIOHTTPTypes

  /// Which work is done for which connection, so that it ends where the client goes.
  final class Connections: @unchecked Sendable {
    private let lock = NSLock()
    private var cancels: [ObjectIdentifier: @Sendable () -> Void] = [:]

    /// Works for a client; where it goes, the work's task is cancelled.
    func working<Result: Sendable>(
      for channel: any Channel, _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
      let task = Task { try await work() }
      let place = ObjectIdentifier(channel)
      lock.withLock { cancels[place] = { task.cancel() } }
      defer { lock.withLock { cancels[place] = nil } }
      if !channel.isActive { task.cancel() }
      return try await withTaskCancellationHandler {
        try await task.value
      } onCancel: {
        task.cancel()
      }
    }

    func left(_ channel: any Channel) {
      let cancel = lock.withLock { cancels.removeValue(forKey: ObjectIdentifier(channel)) }
      cancel?()
    }
  }

  /// Closes a connection that has no request for too long, does not end one or does not take its answer, and says
  /// when a client goes.
  final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let idle: TimeAmount
    private let arriving: TimeAmount
    private let connections: Connections
    private var timer: Scheduled<Void>?
    /// Of a client that does not read.
    private var stalled: Scheduled<Void>?
    private var open = 0
    private var isClosing = false

    init(_ configuration: ServerConfiguration, _ connections: Connections) {
      idle = .seconds(Int64(configuration.idleSeconds))
      arriving = .seconds(Int64(configuration.requestSeconds))
      self.connections = connections
    }

    private func close(_ context: ChannelHandlerContext, in time: TimeAmount) {
      timer?.cancel()
      let channel = context.channel
      timer = context.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
    }

    func handlerAdded(context: ChannelHandlerContext) { close(context, in: idle) }

    func channelInactive(context: ChannelHandlerContext) {
      timer?.cancel()
      stalled?.cancel()
      connections.left(context.channel)
      context.fireChannelInactive()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
      stalled?.cancel()
      let channel = context.channel
      stalled =
        channel.isWritable
        ? nil : context.eventLoop.scheduleTask(in: idle) { channel.close(promise: nil) }
      context.fireChannelWritabilityChanged()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      switch unwrapInboundIn(data) {
      case .head:
        open += 1
        close(context, in: arriving)
      case .body: break
      case .end: if !isClosing { timer?.cancel() }
      }
      context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
      if case ChannelEvent.inputClosed? = event as? ChannelEvent, open > 0 {
        // It waits for no answer: as proxies see it too.
        context.close(promise: nil)
        return
      }
      context.fireUserInboundEventTriggered(event)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
      switch unwrapOutboundIn(data) {
      case .head(let head): isClosing = head.headerFields[.connection] == "close"
      case .body: break
      case .end:
        open -= 1
        // The rest of what the client sends is read for a moment, or else it may not see the answer.
        if isClosing {
          close(context, in: .seconds(1))
        } else if open == 0 {
          close(context, in: idle)
        }
      }
      context.write(data, promise: promise)
    }
  }

  /// What a request comes with.
  struct ConnectionContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
      coreContext = CoreRequestContextStorage(source: source)
      channel = source.channel
    }
  }
#endif
