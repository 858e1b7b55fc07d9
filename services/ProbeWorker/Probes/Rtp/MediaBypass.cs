using System.Net;
using Ringback.Model.Results;

namespace Ringback.ProbeWorker.Probes.Rtp;

/// <summary>Whether media would go to ourselves rather than through the PBX: then nothing of the PBX would be measured.</summary>
internal static class MediaBypass
{
    /// <param name="media">Where the answer tells us to send.</param>
    /// <param name="ours">Media sockets of this call.</param>
    /// <param name="seenAt">Where the PBX sees us, behind a NAT; null where it does not say.</param>
    /// <param name="server">Whom we signal with: a PBX on this very machine shares our address, and is no bypass.</param>
    /// <returns>Null where media goes elsewhere.</returns>
    public static Judgement? Find(
        IPEndPoint media,
        IReadOnlyList<IPEndPoint> ours,
        IPAddress? seenAt,
        IPAddress? server
    )
    {
        var isOurs =
            ours.Contains(media)
            || (
                !media.Address.Equals(server)
                && (media.Address.Equals(seenAt) || ours.Any(own => own.Address.Equals(media.Address)))
            );
        return isOurs
            ? Judgement.Unknown(
                Reason.MediaBypassed,
                $"The answer sends media to this worker's own address, {media}: the PBX is not in its path."
            )
            : null;
    }
}
