namespace Ringback.ProbeWorker.Probes.Net.Tls;

/// <summary>What an error of the runtime's TLS, or of the OpenSSL beneath it, means to who runs the server.</summary>
internal static class HandshakeFaults
{
    /// <summary>Alerts of the peer (RFC 8446 §6.2) by OpenSSL's words for them, of which several versions differ in the prefix.</summary>
    private static readonly (string Words, string Meaning)[] Known =
    [
        ("Cannot determine the frame size", "what answered does not speak TLS: is this a port without it?"),
        ("wrong version number", "what answered does not speak TLS: is this a port without it?"),
        ("alert no application protocol", "the server speaks none of the protocols that were offered (ALPN)"),
        ("alert protocol version", "the server speaks neither TLS 1.2 nor 1.3"),
        ("unsupported protocol", "the server speaks neither TLS 1.2 nor 1.3"),
        ("alert handshake failure", "the server takes none of the versions and ciphers that were offered"),
        ("alert certificate required", "the server wants a client certificate"),
        ("alert unknown ca", "the server does not know the authority of the client certificate"),
        ("alert bad certificate", "the server does not take the client certificate"),
        ("alert unsupported certificate", "the server does not take the client certificate"),
        ("alert certificate expired", "the client certificate has expired, the server says"),
        ("alert certificate revoked", "the client certificate was revoked, the server says"),
        ("alert certificate unknown", "the server does not take the client certificate"),
        ("unrecognized name", "the server has no certificate for the name that it was asked for"),
    ];

    /// <param name="text">The innermost exception's.</param>
    /// <returns>The meaning, if it has one, before the text: that is what people search for.</returns>
    public static string Describe(string text)
    {
        var meaning = Array
            .Find(Known, fault => text.Contains(fault.Words, StringComparison.OrdinalIgnoreCase))
            .Meaning;
        return meaning is null ? text : $"{meaning} ({text.TrimEnd('.')})";
    }
}
