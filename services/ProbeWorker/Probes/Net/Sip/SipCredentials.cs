namespace Ringback.ProbeWorker.Probes.Net.Sip;

/// <summary>Who we are to a server that asks.</summary>
internal sealed record SipCredentials(string Username, string Password)
{
    /// <summary>Never the secret: records are printed in logs.</summary>
    public override string ToString() => Username;
}
