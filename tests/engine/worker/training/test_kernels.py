"""The number of kernels of an update, counted in the text of a compiled program."""

from __future__ import annotations

from engine.worker.training.kernels import kernels_per_update

PROGRAM = """\
HloModule updates, entry_computation_layout={(f32[4]{0})->f32[4]{0}}

%sum (a: f32[], b: f32[]) -> f32[] {
  %a = f32[] parameter(0)
  %b = f32[] parameter(1)
  ROOT %add.1 = f32[] add(%a, %b)
}

%rows (state: (s32[], f32[4])) -> (s32[], f32[4]) {
  %state = (s32[], f32[4]{0}) parameter(0)
  %x.1 = f32[4]{0} get-tuple-element(%state), index=1
  %each = f32[4]{0} fusion(%x.1), kind=kLoop, calls=%squares
  ROOT %next = (s32[], f32[4]{0}) tuple(%i, %each)
}

%more (state: (s32[], f32[4])) -> pred[] {
  ROOT %less = pred[] compare(%i, %n), direction=LT
}

%update (state.2: (s32[], f32[4])) -> (s32[], /*index=1*/f32[4]) {
  %state.2 = (s32[], f32[4]{0}) parameter(0)
  %one = s32[] constant(1)
  %i.2 = s32[] get-tuple-element(%state.2), index=0
  %w = f32[4]{0} get-tuple-element(%state.2), index=1
  %kept = f32[4]{0} copy(%w)
  %part = (s32[], f32[4]{0}) while(%kept), condition=%more, body=%rows, metadata={op="while/mul"}
  %total = f32[] reduce(%kept, %zero), dimensions={0}, to_apply=%sum
  %moved = f32[4]{0} fusion(%kept, %total), kind=kLoop, calls=%step, metadata={op_name="a(b)"}
  %plus = s32[] add(%i.2, %one)
  ROOT %result = (s32[], f32[4]{0}) tuple(%plus, %moved)
}

ENTRY %main (arg: f32[4]) -> f32[4] {
  %arg = f32[4]{0} parameter(0)
  %first = f32[4]{0} fusion(%arg), kind=kLoop, calls=%before
  %loop = (s32[], f32[4]{0}) while(%tuple), condition=%more.1, body=%update, metadata={a="b"}
  ROOT %out = f32[4]{0} get-tuple-element(%loop), index=1
}
"""


def test_what_starts_a_kernel_in_the_loop_of_updates_counts() -> None:
    # copy, reduce, fusion, add; and the fusion of the inner loop once.
    assert kernels_per_update(PROGRAM) == 5


def test_a_program_without_a_loop_has_none() -> None:
    assert kernels_per_update("HloModule nothing\n\nENTRY %main (x: f32[]) -> f32[] {\n}\n") == 0
