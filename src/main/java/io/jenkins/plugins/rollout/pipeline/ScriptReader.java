package io.jenkins.plugins.rollout.pipeline;

import edu.umd.cs.findbugs.annotations.CheckForNull;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.MethodNode;
import org.codehaus.groovy.ast.ModuleNode;
import org.codehaus.groovy.ast.expr.BinaryExpression;
import org.codehaus.groovy.ast.expr.ClosureExpression;
import org.codehaus.groovy.ast.expr.ConstantExpression;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.ElvisOperatorExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.ast.expr.GStringExpression;
import org.codehaus.groovy.ast.expr.ListExpression;
import org.codehaus.groovy.ast.expr.MapEntryExpression;
import org.codehaus.groovy.ast.expr.MapExpression;
import org.codehaus.groovy.ast.expr.MethodCallExpression;
import org.codehaus.groovy.ast.expr.PropertyExpression;
import org.codehaus.groovy.ast.expr.TernaryExpression;
import org.codehaus.groovy.ast.expr.TupleExpression;
import org.codehaus.groovy.ast.expr.UnaryMinusExpression;
import org.codehaus.groovy.ast.expr.VariableExpression;
import org.codehaus.groovy.ast.stmt.BlockStatement;
import org.codehaus.groovy.ast.stmt.BreakStatement;
import org.codehaus.groovy.ast.stmt.CatchStatement;
import org.codehaus.groovy.ast.stmt.ContinueStatement;
import org.codehaus.groovy.ast.stmt.DoWhileStatement;
import org.codehaus.groovy.ast.stmt.ExpressionStatement;
import org.codehaus.groovy.ast.stmt.ForStatement;
import org.codehaus.groovy.ast.stmt.IfStatement;
import org.codehaus.groovy.ast.stmt.ReturnStatement;
import org.codehaus.groovy.ast.stmt.SwitchStatement;
import org.codehaus.groovy.ast.stmt.ThrowStatement;
import org.codehaus.groovy.ast.stmt.WhileStatement;
import org.codehaus.groovy.control.SourceUnit;

/**
 * Finds the steps of rollouts in a script, without running any of it. The script is parsed into a tree and no further:
 * no class is made or loaded, no annotation is looked at, no transformation of Groovy or of anybody else has its turn,
 * so that {@code @Grab} and {@code @ASTTest} are words and nothing more.
 */
final class ScriptReader extends CodeVisitorSupport {
    /** No script is longer. In characters. */
    static final int LONGEST = 300_000;

    /** Blocks that run what is in them, once, as far as a script can tell. */
    private static final Set<String> THROUGH = Set.of(
            "pipeline", "agent", "stages", "stage", "steps", "script", "node", "withEnv", "withCredentials", "timeout", "retry",
            "timestamps", "ansiColor", "dir", "ws", "lock", "wrap", "container", "podTemplate", "catchError", "warnError",
            "options", "rollout", "phase");

    /** So many variables are followed to their lists and maps; the rest is not known. */
    private static final int MOST_RESOLVED = 1_000;

    private static final Set<String> STEPS = Set.of("rollout", "phase", "gate", "deployTo");

    /**
     * A step in the script.
     *
     * @param arguments those by name; one without a name is called {@code ""}
     * @param rollout the {@code rollout} around it; null where there is none
     * @param phase the {@code phase} around it; null where there is none
     * @param sure whether it is reached whenever the block of the phase or rollout around it is run, or the script where
     *     there is none: no condition, loop, early end or unknown closure stands between
     */
    record Found(
            String step,
            Literal arguments,
            @CheckForNull Found rollout,
            @CheckForNull Found phase,
            boolean sure) {}

    /** A block around what is being read. */
    private record Frame(Found[] rollout, @CheckForNull Found phase) {}

    private final Predicate<String> symbols;
    private final Map<String, Expression> constants = new HashMap<>();
    private final List<Found> found = new ArrayList<>();
    private final Deque<Frame> frames = new ArrayDeque<>();

    /** How many variables were followed to the lists and maps that they hold: these may hold others, many times. */
    private int resolved;

    /** How many conditions, loops and the like are around. */
    private int doubts;

    /** Whether the block may have been left before. */
    private boolean left;

    private ScriptReader(Predicate<String> symbols) {
        this.symbols = symbols;
        frames.push(new Frame(new Found[1], null));
    }

    /**
     * The steps in the order in which they stand.
     *
     * @param symbols whether there is something that a script writes so: {@code threshold}
     * @throws org.codehaus.groovy.control.CompilationFailedException when it is no Groovy
     * @throws IllegalArgumentException when it is too long or too deeply nested
     */
    static List<Found> read(String script, Predicate<String> symbols) {
        if (script.length() > LONGEST) {
            throw new IllegalArgumentException("the script has more than " + LONGEST + " characters");
        }
        try {
            ModuleNode module = parse(script);
            var reader = new ScriptReader(symbols);
            reader.constants.putAll(Constants.of(module));
            module.getStatementBlock().visit(reader);
            reader.doubts++; // whether a method is called, and from where, is not known
            for (MethodNode method : module.getMethods()) {
                method.getCode().visit(reader);
            }
            return reader.found;
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("the script is nested too deeply to be read", e);
        }
    }

    /** A tree and no more: only the parser runs, not the compiler with its phases and their hooks. */
    private static ModuleNode parse(String script) {
        SourceUnit unit = SourceUnit.create("Jenkinsfile", script);
        unit.parse();
        unit.completePhase();
        unit.nextPhase();
        unit.convert();
        return unit.getAST();
    }

    @Override
    public void visitMethodCallExpression(MethodCallExpression call) {
        String name = call.getMethodAsString();
        if (name == null || !call.isImplicitThis()) {
            super.visitMethodCallExpression(call);
            return;
        }
        left |= name.equals("error");
        ClosureExpression block = block(call);
        Found step = STEPS.contains(name) ? found(name, call) : null;
        Frame around = frames.peek();
        if (step != null && name.equals("rollout")) {
            around.rollout()[0] = step;
        }
        if (block == null) {
            if (step == null) {
                super.visitMethodCallExpression(call);
            }
            return;
        }
        // a rollout among the options of a Declarative Pipeline is around the stages beside them
        Found[] rollout = name.equals("options") ? around.rollout() : new Found[] {around.rollout()[0]};
        frames.push(new Frame(rollout, step != null && name.equals("phase") ? step : around.phase()));
        visit(name, block, step != null);
        frames.pop();
        if (step != null && name.equals("rollout")) {
            around.rollout()[0] = outer(step);
        }
    }

    /** What a block of its own is left by does not leave what is around it. */
    private void visit(String name, ClosureExpression block, boolean own) {
        int doubtsBefore = doubts;
        boolean leftBefore = left;
        boolean through = THROUGH.contains(name) && !(name.equals("stage") && hasCondition(block));
        doubts = own ? 0 : doubts + (through ? 0 : 1);
        left = !own && left;
        block.getCode().visit(this);
        doubts = doubtsBefore;
        left = own ? leftBefore : left;
    }

    /** A stage of a Declarative Pipeline may be left out by its {@code when}, and run more than once by a matrix. */
    private static boolean hasCondition(ClosureExpression stage) {
        return stage.getCode() instanceof BlockStatement block
                && block.getStatements().stream()
                        .anyMatch(statement -> statement instanceof ExpressionStatement line
                                && line.getExpression() instanceof MethodCallExpression call
                                && ("when".equals(call.getMethodAsString()) || "matrix".equals(call.getMethodAsString())));
    }

    private void doubting(Runnable visit) {
        doubts++;
        visit.run();
        doubts--;
    }

    @Override
    public void visitIfElse(IfStatement statement) {
        doubting(() -> super.visitIfElse(statement));
    }

    @Override
    public void visitSwitch(SwitchStatement statement) {
        doubting(() -> super.visitSwitch(statement));
    }

    @Override
    public void visitForLoop(ForStatement loop) {
        doubting(() -> super.visitForLoop(loop));
    }

    @Override
    public void visitWhileLoop(WhileStatement loop) {
        doubting(() -> super.visitWhileLoop(loop));
    }

    @Override
    public void visitDoWhileLoop(DoWhileStatement loop) {
        doubting(() -> super.visitDoWhileLoop(loop));
    }

    @Override
    public void visitCatchStatement(CatchStatement statement) {
        doubting(() -> super.visitCatchStatement(statement));
    }

    @Override
    public void visitTernaryExpression(TernaryExpression expression) {
        doubting(() -> super.visitTernaryExpression(expression));
    }

    @Override
    public void visitShortTernaryExpression(ElvisOperatorExpression expression) {
        doubting(() -> super.visitShortTernaryExpression(expression));
    }

    @Override
    public void visitBinaryExpression(BinaryExpression expression) {
        doubting(() -> super.visitBinaryExpression(expression));
    }

    @Override
    public void visitClosureExpression(ClosureExpression expression) {
        doubting(() -> super.visitClosureExpression(expression));
    }

    @Override
    public void visitReturnStatement(ReturnStatement statement) {
        super.visitReturnStatement(statement);
        left = true;
    }

    @Override
    public void visitThrowStatement(ThrowStatement statement) {
        super.visitThrowStatement(statement);
        left = true;
    }

    @Override
    public void visitBreakStatement(BreakStatement statement) {
        left = true;
    }

    @Override
    public void visitContinueStatement(ContinueStatement statement) {
        left = true;
    }

    @CheckForNull
    private static Found outer(Found step) {
        return step.rollout();
    }

    private Found found(String name, MethodCallExpression call) {
        Frame around = frames.peek();
        var step = new Found(name, arguments(call), around.rollout()[0], around.phase(), doubts == 0 && !left);
        found.add(step);
        return step;
    }

    @CheckForNull
    private static ClosureExpression block(MethodCallExpression call) {
        if (call.getArguments() instanceof TupleExpression tuple) {
            for (Expression argument : tuple.getExpressions()) {
                if (argument instanceof ClosureExpression closure) {
                    return closure;
                }
            }
        }
        return null;
    }

    private Literal arguments(MethodCallExpression call) {
        Map<String, Literal> named = new LinkedHashMap<>();
        if (call.getArguments() instanceof TupleExpression tuple) {
            for (Expression argument : tuple.getExpressions()) {
                if (argument instanceof MapExpression map) {
                    Literal members = map(map);
                    if (members.unknown() != null) {
                        named.put("", members);
                    } else {
                        named.putAll(members.all());
                    }
                } else if (!(argument instanceof ClosureExpression)) {
                    named.put("", literal(argument));
                }
            }
        }
        return Literal.map(call.getLineNumber(), null, named);
    }

    private Literal literal(Expression expression) {
        int line = expression.getLineNumber();
        if (expression instanceof ConstantExpression constant) {
            return Literal.of(line, constant.getValue());
        }
        if (expression instanceof GStringExpression text && text.getValues().isEmpty()) {
            return Literal.of(line, text.getText());
        }
        if (expression instanceof UnaryMinusExpression minus
                && minus.getExpression() instanceof ConstantExpression number
                && number.getValue() instanceof Number) {
            return Literal.of(line, new java.math.BigDecimal("-" + number.getValue()));
        }
        if (expression instanceof ListExpression list && !list.isWrapped()) {
            return Literal.list(line, list.getExpressions().stream().map(this::literal).toList());
        }
        if (expression instanceof MapExpression map) {
            return map(map);
        }
        if (expression instanceof VariableExpression variable
                && constants.containsKey(variable.getName())
                && resolved < MOST_RESOLVED) {
            Expression constant = constants.get(variable.getName());
            if (constant instanceof ConstantExpression simple) {
                return Literal.of(line, simple.getValue());
            }
            resolved++;
            return literal(constant);
        }
        if (expression instanceof MethodCallExpression call
                && call.isImplicitThis()
                && call.getMethodAsString() != null
                && block(call) == null
                && symbols.test(call.getMethodAsString())) {
            Map<String, Literal> members = new LinkedHashMap<>(arguments(call).all());
            Literal alone = members.remove("");
            if (alone != null) {
                members.put(org.jenkinsci.plugins.structs.describable.UninstantiatedDescribable.ANONYMOUS_KEY, alone);
            }
            return Literal.map(line, call.getMethodAsString(), members);
        }
        return Literal.unknown(line, expression.getText());
    }

    private Literal map(MapExpression map) {
        Map<String, Literal> members = new LinkedHashMap<>();
        for (MapEntryExpression entry : map.getMapEntryExpressions()) {
            if (!(entry.getKeyExpression() instanceof ConstantExpression key)) {
                return Literal.unknown(map.getLineNumber(), map.getText());
            }
            members.put(String.valueOf(key.getValue()), literal(entry.getValueExpression()));
        }
        return Literal.map(map.getLineNumber(), null, members);
    }

    /**
     * Variables of a script that hold one value from their declaration on: a simple one, or a list or map that nothing is
     * done with but to hand it over under a name.
     */
    private static final class Constants extends CodeVisitorSupport {
        private final Map<String, Expression> declared = new HashMap<>();
        private final List<String> changed = new ArrayList<>();

        /** Variables whose lists and maps may be changed by what is done with them. */
        private final List<String> handled = new ArrayList<>();

        static Map<String, Expression> of(ModuleNode module) {
            var constants = new Constants();
            module.getStatementBlock().visit(constants);
            for (MethodNode method : module.getMethods()) {
                method.getCode().visit(constants);
            }
            constants.changed.forEach(constants.declared::remove);
            constants.handled.forEach(name ->
                    constants.declared.computeIfPresent(name, (same, value) -> value instanceof ConstantExpression ? value : null));
            return constants.declared;
        }

        @Override
        public void visitDeclarationExpression(DeclarationExpression declaration) {
            if (!declaration.isMultipleAssignmentDeclaration()) {
                String name = declaration.getVariableExpression().getName();
                Expression value = declaration.getRightExpression();
                boolean holds = value instanceof ConstantExpression
                        || value instanceof ListExpression
                        || value instanceof MapExpression;
                if (!holds || declared.put(name, value) != null) {
                    changed.add(name);
                }
                handled(value); // another name for the same list
            }
            declaration.getRightExpression().visit(this);
        }

        @Override
        public void visitMethodCallExpression(MethodCallExpression call) {
            handled(call.getObjectExpression());
            if (call.getArguments() instanceof TupleExpression tuple) {
                tuple.getExpressions().forEach(this::handled);
            }
            super.visitMethodCallExpression(call);
        }

        @Override
        public void visitPropertyExpression(PropertyExpression expression) {
            handled(expression.getObjectExpression());
            super.visitPropertyExpression(expression);
        }

        private void handled(Expression expression) {
            if (expression instanceof VariableExpression variable) {
                handled.add(variable.getName());
            }
        }

        @Override
        public void visitBinaryExpression(BinaryExpression expression) {
            handled(expression.getLeftExpression());
            handled(expression.getRightExpression());
            boolean assigns = expression.getOperation().getText().endsWith("=")
                    && !Set.of("==", "!=", "<=", ">=").contains(expression.getOperation().getText());
            if (assigns && expression.getLeftExpression() instanceof VariableExpression variable) {
                changed.add(variable.getName());
            }
            super.visitBinaryExpression(expression);
        }

        @Override
        public void visitPostfixExpression(org.codehaus.groovy.ast.expr.PostfixExpression expression) {
            if (expression.getExpression() instanceof VariableExpression variable) {
                changed.add(variable.getName());
            }
            super.visitPostfixExpression(expression);
        }

        @Override
        public void visitPrefixExpression(org.codehaus.groovy.ast.expr.PrefixExpression expression) {
            if (expression.getExpression() instanceof VariableExpression variable) {
                changed.add(variable.getName());
            }
            super.visitPrefixExpression(expression);
        }

        /** A parameter of a closure or loop hides the variable. */
        @Override
        public void visitClosureExpression(ClosureExpression expression) {
            if (expression.getParameters() != null) {
                for (var parameter : expression.getParameters()) {
                    changed.add(parameter.getName());
                }
            }
            super.visitClosureExpression(expression);
        }
    }
}
