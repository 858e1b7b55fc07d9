namespace Ringback.Protocols.Sdp;

/// <summary>Which way media flows, seen from whoever wrote the description (RFC 8866 §6.7).</summary>
public enum SdpDirection
{
    /// <summary>The default where nothing is said.</summary>
    SendReceive,
    SendOnly,
    ReceiveOnly,
    Inactive,
}
