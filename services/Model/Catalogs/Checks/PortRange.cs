using System.Globalization;
using System.Text.Json.Serialization;

namespace Ringback.Model.Catalogs.Checks;

/// <summary>UDP ports that a firewall lets through, both ends included: written <c>5004-20000</c>.</summary>
public sealed record PortRange(int First, int Last)
{
    /// <summary>Pairs of an even port for RTP and the odd one above it for RTCP.</summary>
    [JsonIgnore]
    public int Pairs => Math.Max(0, ((Last + 1) / 2) - ((First + 1) / 2));

    /// <summary>The even port of a pair.</summary>
    /// <param name="pair">From 0 to less than <see cref="Pairs"/>.</param>
    public int PortOf(int pair) => ((First + 1) / 2 * 2) + (2 * pair);

    /// <summary>Whether it is the even port of one of the pairs.</summary>
    public bool Holds(int port) => port % 2 == 0 && port >= First && port < Last;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
