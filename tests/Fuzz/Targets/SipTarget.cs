using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Authentication;
using Ringback.Protocols.Sip.Dialogs;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>A datagram of SIP: what is read can be written and read again, and nothing that is done with it throws.</summary>
internal sealed class SipTarget : IFuzzTarget
{
    private static readonly string[] Addresses =
    [
        SipHeaderNames.Contact,
        SipHeaderNames.Route,
        SipHeaderNames.RecordRoute,
    ];

    public string Name => "sip";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. Directory
            .EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "seeds/sip"))
            .Order(StringComparer.Ordinal)
            .Select(File.ReadAllBytes),
    ];

    public IReadOnlyList<byte[]> Words { get; } =
        Text.Words(
            "\r\n",
            "\r\n\r\n",
            "\r\n ",
            "SIP/2.0",
            "Content-Length: 0",
            "l: 4294967296",
            "Via: SIP/2.0/UDP a;branch=z9hG4bK",
            "Contact: *",
            ";tag=",
            ";lr",
            "<sip:",
            "sips:",
            "[::1]",
            "%00",
            "\\\"",
            "WWW-Authenticate: Digest realm=\"a\", nonce=\"b\"",
            "Record-Route: <sip:a;lr>",
            "RSeq: 1"
        );

    public void Try(ReadOnlySpan<byte> input)
    {
        if (!SipMessage.TryParse(input, out var message, out var fault))
        {
            Text.Hold(fault != SipFault.None, "what is refused has a fault");
            if (SipRefusal.TryAnswer(input, fault, "ours", out var refusal))
                Text.Hold(
                    refusal.ToBytes().Length < input.Length + 1024,
                    "a refusal is hardly longer than what it refuses"
                );

            return;
        }

        var bytes = message.ToBytes();
        Text.Hold(SipMessage.TryParse(bytes, out var again, out _), "what was written can be read");
        Text.Hold(again!.ToBytes().AsSpan().SequenceEqual(bytes), "it is written the same again");
        Text.Hold(again.StartLine == message.StartLine, "the start line stays");

        SipMessageRules.FindFault(message);
        SipMessageRules.FindGrammarFault(message);
        foreach (var name in Addresses)
            message.TryReadAddresses(name, out _);

        _ = (message.Vias.Count, message.From?.Tag, message.To?.Tag, message.CSeq?.Number);
        foreach (var header in message.Headers)
            SipCredentialRedaction.Show(header);

        if (message is SipRequest request)
            Answer(request);
        else
            Follow((SipResponse)message);
    }

    private static void Answer(SipRequest request)
    {
        var answer = SipResponse.Answering(request, 200, "OK", "ours");
        Text.Hold(SipMessage.TryParse(answer.ToBytes(), out _), "our answer can be read");
        if (SipDialog.TryAnswer(request, "ours", out var dialog))
            dialog.Owns(request);
    }

    private static void Follow(SipResponse response)
    {
        SipMessageRules.FindFaultAtClient(response);
        foreach (var challenge in SipChallenge.ReadAll(response.All(SipHeaderNames.WwwAuthenticate)))
            SipDigest.CreateCredentials(challenge, "a", "b", "INVITE", "sip:a", "c", 1);
    }
}
