using Ringback.Model.Catalogs;
using Ringback.Tests.Integration.Store;

namespace Ringback.Tests.Integration.Api.Security;

/// <summary><c>calls</c> has pbx and web, watched from Frankfurt and Prague; <c>meetings</c> has rooms, watched from Brno. Both are promised.</summary>
internal static class TwoComponents
{
    public static Catalog Catalog =>
        Samples.Catalog() with
        {
            Components =
            [
                new Component("calls", "Calls", null, ["pbx", "web"]),
                new Component("meetings", "Meetings", null, ["rooms"]),
            ],
            Targets =
            [
                Samples.Target("pbx") with
                {
                    Regions = ["frankfurt", "prague"],
                },
                Samples.Target("web") with
                {
                    Regions = ["frankfurt", "prague"],
                },
                Samples.Target("rooms") with
                {
                    Regions = ["brno"],
                },
            ],
            Objectives = [Promise("calls"), Promise("meetings")],
        };

    private static Objective Promise(string component) =>
        new()
        {
            Id = $"{component}-month",
            Components = [component],
            Goal = 0.999m,
            Zone = "Europe/Prague",
        };
}
