using Ringback.Api.Exports;

namespace Ringback.Api.Endpoints.Tables;

internal static class MissingTable
{
    public static readonly Table<(string Target, MissingSlotAnswer Slot)> Columns = new Table<(
        string Target,
        MissingSlotAnswer Slot
    )>("missing", [])
        .Text("target", row => row.Target)
        .Text("region", row => row.Slot.Region)
        .At("scheduled_at", row => row.Slot.ScheduledAt);
}
