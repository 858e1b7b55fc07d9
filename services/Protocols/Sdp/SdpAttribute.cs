namespace Ringback.Protocols.Sdp;

/// <summary>One <c>a=</c> line.</summary>
/// <param name="Value">Null for a property attribute, which has no colon.</param>
public readonly record struct SdpAttribute(string Name, string? Value)
{
    public override string ToString() => Value is null ? Name : $"{Name}:{Value}";
}
