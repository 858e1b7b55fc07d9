namespace Ringback.Protocols.Sip;

/// <summary>One header field. It cannot hold anything that would end its line.</summary>
public sealed record SipHeader
{
    /// <exception cref="ArgumentException">No token as name, or a value that cannot stand on one line.</exception>
    public SipHeader(string name, string value)
    {
        if (!SipChars.IsToken(name) || !SipChars.IsLineText(value))
            throw new ArgumentException($"'{name}' with this value is no header.", nameof(value));

        Name = SipHeaderNames.Canonical(name);
        Value = value;
    }

    /// <summary>A known one in its usual spelling, also where the message had its compact form.</summary>
    public string Name { get; }

    /// <summary>Unfolded, and without white space around it.</summary>
    public string Value { get; }

    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => $"{Name}: {Value}";
}
