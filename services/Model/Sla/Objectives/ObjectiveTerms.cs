using Ringback.Model.Calendars;
using Ringback.Model.Catalogs;

namespace Ringback.Model.Sla.Objectives;

/// <summary>An objective with its zone and its calendar looked up.</summary>
/// <param name="Zone">Of the contract.</param>
public sealed record ObjectiveTerms(Objective Objective, Zone Zone, ServiceHours Hours)
{
    /// <exception cref="TimeZoneNotFoundException">This machine does not know a zone.</exception>
    public static ObjectiveTerms Of(Objective objective, Catalog catalog) =>
        new(
            objective,
            Zone.Find(objective.Zone),
            objective.ServiceHours is { } id
                ? ServiceHours.Of(catalog.Calendars.First(calendar => calendar.Id == id))
                : ServiceHours.Always
        );

    /// <summary>
    /// The whole calendar month of an instant, in the contract's zone; of a rolling objective what ends at the instant, of
    /// runs and calls from a full hour on, for older ones are kept by the hour.
    /// </summary>
    public Window PeriodAt(Instant instant) =>
        Objective.Window is { } length
            ? new Window(
                Objective.Basis == ObjectiveBasis.Availability ? instant - length : (instant - length).HourStart,
                instant
            )
            : Period.At(PeriodKind.Month, instant, Zone).In(Zone);
}
