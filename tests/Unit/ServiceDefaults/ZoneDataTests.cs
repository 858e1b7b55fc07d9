using Ringback.ServiceDefaults;

namespace Ringback.Tests.Unit.ServiceDefaults;

public sealed class ZoneDataTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("ringback-zones-");

    [Fact]
    public void This_machine_says_its_release() => Assert.Matches(@"\A20[0-9]{2}[a-z]", ZoneData.Version);

    [Theory]
    [InlineData("tzdata.zi", "# version 2025b\n# ddeps backzone\n", "2025b")]
    [InlineData("tzdata.zi", "# version 2024a-rearguard\r\nR d", "2024a-rearguard")]
    [InlineData("+VERSION", "2026a\n", "2026a")]
    [InlineData("+VERSION", "2026a", "2026a")]
    [InlineData("+VERSION", "", "unknown")]
    [InlineData("tzdata.zi", "R d 1916 o - Jun 14 23s 1 S\n", "unknown")]
    [InlineData("tzdata.zi", "# version <b>2025b</b>\n", "unknown")]
    [InlineData("tzdata.zi", "# version 2025bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", "unknown")]
    public void A_release_is_read_or_unknown(string file, string text, string release)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, file), text);
        Assert.Equal(release, ZoneData.Read(_folder.FullName));
    }

    [Fact]
    public void Without_zone_data_it_is_unknown() =>
        Assert.Equal(ZoneData.Unknown, ZoneData.Read(Path.Combine(_folder.FullName, "none")));

    public void Dispose() => _folder.Delete(recursive: true);
}
