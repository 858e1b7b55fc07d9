using Ringback.Api.Exports;

namespace Ringback.Api.Endpoints.Tables;

/// <summary>A row for each time that a window takes place.</summary>
internal static class MaintenanceTable
{
    public static readonly Table<(MaintenanceWindowAnswer Window, OccurrenceAnswer Occurrence)> Columns = new Table<(
        MaintenanceWindowAnswer Window,
        OccurrenceAnswer Occurrence
    )>("maintenance-windows", [])
        .Text("id", row => row.Window.Id)
        .Text("title", row => row.Window.Title)
        .At("from", row => row.Occurrence.From)
        .At("to", row => row.Occurrence.To)
        .Text("status", row => row.Occurrence.Status)
        .Ids("targets", row => row.Occurrence.Targets)
        .Ids("components", row => row.Occurrence.Components);
}
