using System.Text;
using Ringback.Protocols.Sdp;
using Ringback.Protocols.Sip;
using Ringback.Protocols.Sip.Authentication;

namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Writes what goes over the wire into a run's evidence, without credentials.</summary>
internal sealed class SipLadder(EvidenceLog evidence)
{
    public void Sent(SipMessage message, bool again)
    {
        if (again)
            evidence.Sent($"{message.StartLine} (again)");
        else
            evidence.Sent(Show(message));
    }

    public void Received(SipMessage message) => evidence.Received(Show(message));

    public void Note(string text) => evidence.Note(text);

    private static string Show(SipMessage message)
    {
        var text = new StringBuilder(message.StartLine);
        foreach (var header in message.Headers)
        {
            text.Append('\n');
            if (header.Is(SipOutbound.Padding))
                text.Append($"{header.Name}: ({header.Value.Length} bytes)");
            else
                text.Append(SipCredentialRedaction.Show(header));
        }

        if (message.Body.IsEmpty)
            return text.ToString();

        var isSdp = message
            .First(SipHeaderNames.ContentType)
            ?.StartsWith(SdpSession.ContentType, StringComparison.OrdinalIgnoreCase);
        return isSdp is true
            ? text.Append("\n\n").Append(Encoding.UTF8.GetString(message.Body.Span)).ToString()
            : text.Append($"\n\n({message.Body.Length} bytes)").ToString();
    }
}
