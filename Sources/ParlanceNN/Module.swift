import ParlanceArrays
import ParlanceAutograd

/// A part of a model: an object whose properties hold parameters and other parts.
public protocol Module: AnyObject, CustomStringConvertible {
  /// Whether the property that holds this module is a part of its parameters' names.
  ///
  /// False for the layers of a stack whose parameters carry the layer's index themselves, as
  /// PyTorch's `weight_ih_l1` does.
  var namesItsParameters: Bool { get }

  /// What the module consists of, by name: its stored properties, unless it says otherwise.
  ///
  /// Parameters, buffers and modules count, and optionals and arrays of them; all else is passed
  /// over.
  var parts: [(name: String, value: Any)] { get }
}

extension Module {
  public var namesItsParameters: Bool { true }

  public var parts: [(name: String, value: Any)] {
    Mirror(reflecting: self).children.map { ($0.label ?? "", $0.value) }
  }

  /// Its type, and how much it holds.
  public var description: String {
    let count = parameters.count
    return "\(type(of: self)), \(parameterCount) numbers in \(count) "
      + (count == 1 ? "parameter" : "parameters")
  }

  /// Every parameter with the name that PyTorch would give it, in order of declaration.
  ///
  /// A parameter that stands in several places is listed once, under its first name, unless aliases
  /// are asked for.
  public func namedParameters(
    includingAliases: Bool = false
  ) -> [(name: String, parameter: Parameter)] {
    let found = leaves.compactMap { leaf in
      (leaf.object as? Parameter).map { (name: leaf.name, parameter: $0) }
    }
    if includingAliases { return found }
    var seen: Set<ObjectIdentifier> = []
    return found.filter { seen.insert(ObjectIdentifier($0.parameter)).inserted }
  }

  /// Every buffer with the name that PyTorch would give it, in order of declaration.
  public func namedBuffers() -> [(name: String, buffer: Buffer)] {
    leaves.compactMap { leaf in (leaf.object as? Buffer).map { (leaf.name, $0) } }
  }

  /// Every module within this one with the name of its place, each before what it holds.
  ///
  /// One that stands in several places is listed once, under its first name.
  public func namedModules() -> [(name: String, module: any Module)] {
    var found: [(name: String, module: any Module)] = []
    var seen: Set<ObjectIdentifier> = []
    func collect(_ value: Any, _ name: String) {
      let mirror = Mirror(reflecting: value)
      if mirror.displayStyle == .optional {
        for child in mirror.children { collect(child.value, name) }
      } else if let module = value as? any Module {
        guard seen.insert(ObjectIdentifier(module)).inserted else { return }
        found.append((name, module))
        for part in module.parts { collect(part.value, "\(name).\(part.name)") }
      } else if value is [any Module] {
        for (index, child) in mirror.children.enumerated() {
          collect(child.value, "\(name).\(index)")
        }
      }
    }
    for part in parts { collect(part.value, part.name) }
    return found
  }

  private var leaves: [(name: String, object: AnyObject)] {
    var found: [(name: String, object: AnyObject)] = []
    for part in parts { collect(part.value, label: part.name, prefix: "", into: &found) }
    return found
  }

  /// Every parameter, each once.
  public var parameters: [Parameter] { namedParameters().map(\.parameter) }

  /// The number of values in all parameters, tied ones counted once.
  public var parameterCount: Int { parameters.reduce(0) { $0 + $1.shape.reduce(1, *) } }
}

/// One part: a parameter, a buffer, a module, or an optional or array of them.
private func collect(
  _ value: Any, label: String, prefix: String, into found: inout [(name: String, object: AnyObject)]
) {
  let mirror = Mirror(reflecting: value)
  // First, since a cast sees through optionals.
  if mirror.displayStyle == .optional {
    for child in mirror.children {
      collect(child.value, label: label, prefix: prefix, into: &found)
    }
  } else if let parameter = value as? Parameter {
    found.append((prefix + (parameter.name ?? label), parameter))
  } else if let buffer = value as? Buffer {
    found.append((prefix + (buffer.name ?? label), buffer))
  } else if let module = value as? any Module {
    let inner = module.namesItsParameters ? "\(prefix)\(label)." : prefix
    for part in module.parts {
      collect(part.value, label: part.name, prefix: inner, into: &found)
    }
  } else if value is [any Module] || value is [Parameter] {
    for (index, child) in mirror.children.enumerated() {
      collect(child.value, label: "\(label).\(index)", prefix: prefix, into: &found)
    }
  }
}
