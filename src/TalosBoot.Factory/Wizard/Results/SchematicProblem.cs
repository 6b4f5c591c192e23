using TalosBoot.Core.Diagnostics;
using TalosBoot.Factory.Wizard.State;
using TalosBoot.Factory.Wizard.Texts;

namespace TalosBoot.Factory.Wizard.Results;

/// <summary>Tells in the language of the page why a text is no schematic, and where.</summary>
internal static class SchematicProblem
{
    public static WizardNotice Describe(SchematicException exception, WizardTexts texts)
    {
        var reason = texts[exception.DiagnosticId switch
        {
            DiagnosticIds.SchematicEncoding => "unreadable.encoding",
            DiagnosticIds.SchematicLimit => "unreadable.limit",
            DiagnosticIds.SchematicEmpty => "unreadable.empty",
            DiagnosticIds.SchematicAlias => "unreadable.alias",
            DiagnosticIds.SchematicUnknownField => "unreadable.field",
            DiagnosticIds.SchematicWrongType => "unreadable.type",
            DiagnosticIds.SchematicDuplicateKey => "unreadable.duplicate",
            DiagnosticIds.SchematicUnknownWord => "unreadable.word",
            DiagnosticIds.SchematicOwner => "unreadable.owner",
            _ => "unreadable.syntax",
        }];
        var path = exception.Path is { Length: > 0 } field ? $" ({field})" : string.Empty;
        var place = exception.Line > 0 ? $" {texts.Format("unreadable.place", exception.Line, exception.Column)}{path}." : string.Empty;
        return new WizardNotice($"{texts["notice.unreadable"]} {reason}{place}", IsError: true);
    }
}
